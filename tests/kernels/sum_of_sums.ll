; ModuleID = 'segment'
source_filename = "segment"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; Function Attrs: nounwind
define void @segment(ptr %0, ptr %1, ptr %2, i64 %3, i64 %4) #0 {
entry:
  %5 = getelementptr inbounds ptr, ptr %0, i64 0
  %6 = load ptr, ptr %5, align 8, !invariant.load !0
  %7 = getelementptr inbounds i64, ptr %2, i64 0
  %8 = load i64, ptr %7, align 8, !invariant.load !0
  %9 = getelementptr inbounds ptr, ptr %0, i64 1
  %10 = load ptr, ptr %9, align 8, !invariant.load !0
  %11 = getelementptr inbounds i64, ptr %2, i64 1
  %12 = load i64, ptr %11, align 8, !invariant.load !0
  %13 = getelementptr inbounds ptr, ptr %0, i64 2
  %14 = load ptr, ptr %13, align 8, !invariant.load !0
  %15 = getelementptr inbounds ptr, ptr %0, i64 3
  %16 = load ptr, ptr %15, align 8, !invariant.load !0
  %17 = icmp slt i64 0, %4
  br i1 %17, label %loop, label %done

loop:                                             ; preds = %done4, %entry
  %18 = phi i64 [ 0, %entry ], [ %97, %done4 ]
  %19 = getelementptr inbounds [3 x i64], ptr %16, i64 %18
  %20 = getelementptr inbounds i64, ptr %19, i64 0
  %21 = load i64, ptr %20, align 8, !invariant.load !0
  %22 = getelementptr inbounds i64, ptr %19, i64 1
  %23 = load i64, ptr %22, align 8, !invariant.load !0
  %24 = getelementptr inbounds i64, ptr %19, i64 2
  %25 = load i64, ptr %24, align 8, !invariant.load !0
  %26 = mul i64 %21, %8
  %27 = getelementptr i8, ptr %6, i64 %26
  %28 = load double, ptr %27, align 8
  %29 = mul i64 %21, %12
  %30 = getelementptr i8, ptr %10, i64 %29
  %31 = getelementptr inbounds double, ptr %30, i64 %23
  %32 = icmp uge i64 %25, 8
  br i1 %32, label %many, label %few

done:                                             ; preds = %done4, %entry
  ret void

many:                                             ; preds = %loop
  %.splatinsert = insertelement <4 x double> poison, double %28, i64 0
  %.splat = shufflevector <4 x double> %.splatinsert, <4 x double> poison, <4 x i32> zeroinitializer
  %33 = and i64 %25, -8
  %34 = sub i64 %25, 8
  %35 = getelementptr inbounds double, ptr %31, i64 0
  %36 = load <4 x double>, ptr %35, align 8
  %37 = fadd <4 x double> %.splat, %36
  %38 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %37)
  %39 = getelementptr inbounds double, ptr %31, i64 4
  %40 = load <4 x double>, ptr %39, align 8
  %41 = fadd <4 x double> %.splat, %40
  %42 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %41)
  %43 = icmp slt i64 8, %33
  br i1 %43, label %loop1, label %done2

few:                                              ; preds = %loop
  %44 = getelementptr inbounds double, ptr %31, i64 0
  %45 = load double, ptr %44, align 8
  %46 = fadd double %28, %45
  %47 = call double @llvm.arithmetic.fence.f64(double %46)
  br label %rest

rest:                                             ; preds = %few, %done2
  %48 = phi double [ %84, %done2 ], [ %47, %few ]
  %49 = phi i64 [ %33, %done2 ], [ 1, %few ]
  %50 = icmp slt i64 %49, %25
  br i1 %50, label %loop3, label %done4

loop1:                                            ; preds = %loop1, %many
  %51 = phi i64 [ 8, %many ], [ %68, %loop1 ]
  %52 = phi <4 x double> [ %38, %many ], [ %65, %loop1 ]
  %53 = phi <4 x double> [ %42, %many ], [ %67, %loop1 ]
  %54 = getelementptr inbounds double, ptr %31, i64 %51
  %55 = load <4 x double>, ptr %54, align 8
  %56 = fadd <4 x double> %.splat, %55
  %57 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %56)
  %58 = add i64 %51, 4
  %59 = getelementptr inbounds double, ptr %31, i64 %58
  %60 = load <4 x double>, ptr %59, align 8
  %61 = fadd <4 x double> %.splat, %60
  %62 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %61)
  %63 = add i64 %51, 4
  %64 = fadd <4 x double> %52, %57
  %65 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %64)
  %66 = fadd <4 x double> %53, %62
  %67 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %66)
  %68 = add nuw nsw i64 %51, 8
  %69 = icmp slt i64 %68, %33
  br i1 %69, label %loop1, label %done2

done2:                                            ; preds = %loop1, %many
  %70 = phi <4 x double> [ %38, %many ], [ %65, %loop1 ]
  %71 = phi <4 x double> [ %42, %many ], [ %67, %loop1 ]
  %72 = shufflevector <4 x double> %70, <4 x double> %71, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %73 = shufflevector <8 x double> %72, <8 x double> poison, <4 x i32> <i32 0, i32 2, i32 4, i32 6>
  %74 = shufflevector <8 x double> %72, <8 x double> poison, <4 x i32> <i32 1, i32 3, i32 5, i32 7>
  %75 = fadd <4 x double> %73, %74
  %76 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %75)
  %77 = shufflevector <4 x double> %76, <4 x double> poison, <2 x i32> <i32 0, i32 2>
  %78 = shufflevector <4 x double> %76, <4 x double> poison, <2 x i32> <i32 1, i32 3>
  %79 = fadd <2 x double> %77, %78
  %80 = call <2 x double> @llvm.arithmetic.fence.v2f64(<2 x double> %79)
  %81 = extractelement <2 x double> %80, i64 0
  %82 = extractelement <2 x double> %80, i64 1
  %83 = fadd double %81, %82
  %84 = call double @llvm.arithmetic.fence.f64(double %83)
  br label %rest

loop3:                                            ; preds = %loop3, %rest
  %85 = phi i64 [ %49, %rest ], [ %93, %loop3 ]
  %86 = phi double [ %48, %rest ], [ %92, %loop3 ]
  %87 = getelementptr inbounds double, ptr %31, i64 %85
  %88 = load double, ptr %87, align 8
  %89 = fadd double %28, %88
  %90 = call double @llvm.arithmetic.fence.f64(double %89)
  %91 = fadd double %86, %90
  %92 = call double @llvm.arithmetic.fence.f64(double %91)
  %93 = add nuw nsw i64 %85, 1
  %94 = icmp slt i64 %93, %25
  br i1 %94, label %loop3, label %done4

done4:                                            ; preds = %loop3, %rest
  %95 = phi double [ %48, %rest ], [ %92, %loop3 ]
  %96 = getelementptr inbounds double, ptr %14, i64 %18
  store double %95, ptr %96, align 8
  %97 = add nuw nsw i64 %18, 1
  %98 = icmp slt i64 %97, %4
  br i1 %98, label %loop, label %done
}

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double>) #1

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare <2 x double> @llvm.arithmetic.fence.v2f64(<2 x double>) #1

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare double @llvm.arithmetic.fence.f64(double) #1

attributes #0 = { nounwind "prefer-vector-width"="256" "target-cpu"="x86-64-v3" "target-features" }
attributes #1 = { nocallback nofree nosync nounwind speculatable willreturn memory(none) }

!0 = !{}
