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
  %15 = getelementptr inbounds i64, ptr %2, i64 2
  %16 = load i64, ptr %15, align 8, !invariant.load !0
  %17 = icmp slt i64 0, %4
  br i1 %17, label %loop, label %done

loop:                                             ; preds = %points_done, %entry
  %18 = phi i64 [ 0, %entry ], [ %40, %points_done ]
  %19 = mul i64 %18, %8
  %20 = getelementptr i8, ptr %6, i64 %19
  %21 = mul i64 %18, %12
  %22 = getelementptr i8, ptr %10, i64 %21
  %23 = mul i64 %18, %16
  %24 = getelementptr i8, ptr %14, i64 %23
  %25 = sub i64 %3, 0
  %26 = icmp sge i64 %25, 4
  br i1 %26, label %vectors, label %few

done:                                             ; preds = %points_done, %entry
  ret void

vectors:                                          ; preds = %loop
  %27 = sub i64 %3, 4
  %28 = getelementptr inbounds double, ptr %20, i64 %27
  %29 = load <4 x double>, ptr %28, align 8
  %30 = getelementptr inbounds double, ptr %22, i64 %27
  %31 = load <4 x double>, ptr %30, align 8
  %32 = fadd <4 x double> %29, %31
  %33 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %32)
  %34 = sub i64 %3, 1
  %35 = sub i64 %34, 0
  %36 = and i64 %35, -16
  %37 = add i64 0, %36
  %38 = icmp slt i64 0, %37
  br i1 %38, label %loop1, label %done2

few:                                              ; preds = %loop
  %39 = icmp slt i64 0, %3
  br i1 %39, label %loop5, label %done6

points_done:                                      ; preds = %done6, %done4
  %40 = add nuw nsw i64 %18, 1
  %41 = icmp slt i64 %40, %4
  br i1 %41, label %loop, label %done

loop1:                                            ; preds = %loop1, %vectors
  %42 = phi i64 [ 0, %vectors ], [ %74, %loop1 ]
  %43 = getelementptr inbounds double, ptr %20, i64 %42
  %44 = load <4 x double>, ptr %43, align 8
  %45 = getelementptr inbounds double, ptr %22, i64 %42
  %46 = load <4 x double>, ptr %45, align 8
  %47 = fadd <4 x double> %44, %46
  %48 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %47)
  %49 = getelementptr inbounds double, ptr %24, i64 %42
  store <4 x double> %48, ptr %49, align 8
  %50 = add nuw nsw i64 %42, 4
  %51 = getelementptr inbounds double, ptr %20, i64 %50
  %52 = load <4 x double>, ptr %51, align 8
  %53 = getelementptr inbounds double, ptr %22, i64 %50
  %54 = load <4 x double>, ptr %53, align 8
  %55 = fadd <4 x double> %52, %54
  %56 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %55)
  %57 = getelementptr inbounds double, ptr %24, i64 %50
  store <4 x double> %56, ptr %57, align 8
  %58 = add nuw nsw i64 %42, 8
  %59 = getelementptr inbounds double, ptr %20, i64 %58
  %60 = load <4 x double>, ptr %59, align 8
  %61 = getelementptr inbounds double, ptr %22, i64 %58
  %62 = load <4 x double>, ptr %61, align 8
  %63 = fadd <4 x double> %60, %62
  %64 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %63)
  %65 = getelementptr inbounds double, ptr %24, i64 %58
  store <4 x double> %64, ptr %65, align 8
  %66 = add nuw nsw i64 %42, 12
  %67 = getelementptr inbounds double, ptr %20, i64 %66
  %68 = load <4 x double>, ptr %67, align 8
  %69 = getelementptr inbounds double, ptr %22, i64 %66
  %70 = load <4 x double>, ptr %69, align 8
  %71 = fadd <4 x double> %68, %70
  %72 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %71)
  %73 = getelementptr inbounds double, ptr %24, i64 %66
  store <4 x double> %72, ptr %73, align 8
  %74 = add nuw nsw i64 %42, 16
  %75 = icmp slt i64 %74, %37
  br i1 %75, label %loop1, label %done2

done2:                                            ; preds = %loop1, %vectors
  %76 = sub i64 %3, 1
  %77 = sub i64 %76, %37
  %78 = and i64 %77, -4
  %79 = add i64 %37, %78
  %80 = icmp slt i64 %37, %79
  br i1 %80, label %loop3, label %done4

loop3:                                            ; preds = %loop3, %done2
  %81 = phi i64 [ %37, %done2 ], [ %89, %loop3 ]
  %82 = getelementptr inbounds double, ptr %20, i64 %81
  %83 = load <4 x double>, ptr %82, align 8
  %84 = getelementptr inbounds double, ptr %22, i64 %81
  %85 = load <4 x double>, ptr %84, align 8
  %86 = fadd <4 x double> %83, %85
  %87 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %86)
  %88 = getelementptr inbounds double, ptr %24, i64 %81
  store <4 x double> %87, ptr %88, align 8
  %89 = add nuw nsw i64 %81, 4
  %90 = icmp slt i64 %89, %79
  br i1 %90, label %loop3, label %done4

done4:                                            ; preds = %loop3, %done2
  %91 = getelementptr inbounds double, ptr %24, i64 %27
  store <4 x double> %33, ptr %91, align 8
  br label %points_done

loop5:                                            ; preds = %loop5, %few
  %92 = phi i64 [ 0, %few ], [ %100, %loop5 ]
  %93 = getelementptr inbounds double, ptr %20, i64 %92
  %94 = load double, ptr %93, align 8
  %95 = getelementptr inbounds double, ptr %22, i64 %92
  %96 = load double, ptr %95, align 8
  %97 = fadd double %94, %96
  %98 = call double @llvm.arithmetic.fence.f64(double %97)
  %99 = getelementptr inbounds double, ptr %24, i64 %92
  store double %98, ptr %99, align 8
  %100 = add nuw nsw i64 %92, 1
  %101 = icmp slt i64 %100, %3
  br i1 %101, label %loop5, label %done6

done6:                                            ; preds = %loop5, %few
  br label %points_done
}

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double>) #1

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare double @llvm.arithmetic.fence.f64(double) #1

attributes #0 = { nounwind "prefer-vector-width"="256" "target-cpu"="x86-64-v3" "target-features" }
attributes #1 = { nocallback nofree nosync nounwind speculatable willreturn memory(none) }

!0 = !{}
