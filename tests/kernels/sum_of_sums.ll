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
  %18 = phi i64 [ 0, %entry ], [ %95, %done4 ]
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
  %34 = getelementptr inbounds double, ptr %31, i64 0
  %35 = load <4 x double>, ptr %34, align 8
  %36 = fadd <4 x double> %.splat, %35
  %37 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %36)
  %38 = getelementptr inbounds double, ptr %31, i64 4
  %39 = load <4 x double>, ptr %38, align 8
  %40 = fadd <4 x double> %.splat, %39
  %41 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %40)
  %42 = icmp slt i64 8, %33
  br i1 %42, label %loop1, label %done2

few:                                              ; preds = %loop
  %43 = getelementptr inbounds double, ptr %31, i64 0
  %44 = load double, ptr %43, align 8
  %45 = fadd double %28, %44
  %46 = call double @llvm.arithmetic.fence.f64(double %45)
  br label %rest

rest:                                             ; preds = %few, %done2
  %47 = phi double [ %82, %done2 ], [ %46, %few ]
  %48 = phi i64 [ %33, %done2 ], [ 1, %few ]
  %49 = icmp slt i64 %48, %25
  br i1 %49, label %loop3, label %done4

loop1:                                            ; preds = %loop1, %many
  %50 = phi i64 [ 8, %many ], [ %66, %loop1 ]
  %51 = phi <4 x double> [ %37, %many ], [ %63, %loop1 ]
  %52 = phi <4 x double> [ %41, %many ], [ %65, %loop1 ]
  %53 = getelementptr inbounds double, ptr %31, i64 %50
  %54 = load <4 x double>, ptr %53, align 8
  %55 = fadd <4 x double> %.splat, %54
  %56 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %55)
  %57 = add i64 %50, 4
  %58 = getelementptr inbounds double, ptr %31, i64 %57
  %59 = load <4 x double>, ptr %58, align 8
  %60 = fadd <4 x double> %.splat, %59
  %61 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %60)
  %62 = fadd <4 x double> %51, %56
  %63 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %62)
  %64 = fadd <4 x double> %52, %61
  %65 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %64)
  %66 = add nuw nsw i64 %50, 8
  %67 = icmp slt i64 %66, %33
  br i1 %67, label %loop1, label %done2

done2:                                            ; preds = %loop1, %many
  %68 = phi <4 x double> [ %37, %many ], [ %63, %loop1 ]
  %69 = phi <4 x double> [ %41, %many ], [ %65, %loop1 ]
  %70 = shufflevector <4 x double> %68, <4 x double> %69, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %71 = shufflevector <8 x double> %70, <8 x double> poison, <4 x i32> <i32 0, i32 2, i32 4, i32 6>
  %72 = shufflevector <8 x double> %70, <8 x double> poison, <4 x i32> <i32 1, i32 3, i32 5, i32 7>
  %73 = fadd <4 x double> %71, %72
  %74 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %73)
  %75 = shufflevector <4 x double> %74, <4 x double> poison, <2 x i32> <i32 0, i32 2>
  %76 = shufflevector <4 x double> %74, <4 x double> poison, <2 x i32> <i32 1, i32 3>
  %77 = fadd <2 x double> %75, %76
  %78 = call <2 x double> @llvm.arithmetic.fence.v2f64(<2 x double> %77)
  %79 = extractelement <2 x double> %78, i64 0
  %80 = extractelement <2 x double> %78, i64 1
  %81 = fadd double %79, %80
  %82 = call double @llvm.arithmetic.fence.f64(double %81)
  br label %rest

loop3:                                            ; preds = %loop3, %rest
  %83 = phi i64 [ %48, %rest ], [ %91, %loop3 ]
  %84 = phi double [ %47, %rest ], [ %90, %loop3 ]
  %85 = getelementptr inbounds double, ptr %31, i64 %83
  %86 = load double, ptr %85, align 8
  %87 = fadd double %28, %86
  %88 = call double @llvm.arithmetic.fence.f64(double %87)
  %89 = fadd double %84, %88
  %90 = call double @llvm.arithmetic.fence.f64(double %89)
  %91 = add nuw nsw i64 %83, 1
  %92 = icmp slt i64 %91, %25
  br i1 %92, label %loop3, label %done4

done4:                                            ; preds = %loop3, %rest
  %93 = phi double [ %47, %rest ], [ %90, %loop3 ]
  %94 = getelementptr inbounds double, ptr %14, i64 %18
  store double %93, ptr %94, align 8
  %95 = add nuw nsw i64 %18, 1
  %96 = icmp slt i64 %95, %4
  br i1 %96, label %loop, label %done
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
