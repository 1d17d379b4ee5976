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

loop:                                             ; preds = %done6, %entry
  %18 = phi i64 [ 0, %entry ], [ %84, %done6 ]
  %19 = mul i64 %18, %8
  %20 = getelementptr i8, ptr %6, i64 %19
  %21 = mul i64 %18, %12
  %22 = getelementptr i8, ptr %10, i64 %21
  %23 = mul i64 %18, %16
  %24 = getelementptr i8, ptr %14, i64 %23
  %25 = and i64 %3, -16
  %26 = icmp slt i64 0, %25
  br i1 %26, label %loop1, label %done2

done:                                             ; preds = %done6, %entry
  ret void

loop1:                                            ; preds = %loop1, %loop
  %27 = phi i64 [ 0, %loop ], [ %59, %loop1 ]
  %28 = getelementptr inbounds double, ptr %20, i64 %27
  %29 = load <4 x double>, ptr %28, align 8
  %30 = getelementptr inbounds double, ptr %22, i64 %27
  %31 = load <4 x double>, ptr %30, align 8
  %32 = fadd <4 x double> %29, %31
  %33 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %32)
  %34 = getelementptr inbounds double, ptr %24, i64 %27
  store <4 x double> %33, ptr %34, align 8
  %35 = add nuw nsw i64 %27, 4
  %36 = getelementptr inbounds double, ptr %20, i64 %35
  %37 = load <4 x double>, ptr %36, align 8
  %38 = getelementptr inbounds double, ptr %22, i64 %35
  %39 = load <4 x double>, ptr %38, align 8
  %40 = fadd <4 x double> %37, %39
  %41 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %40)
  %42 = getelementptr inbounds double, ptr %24, i64 %35
  store <4 x double> %41, ptr %42, align 8
  %43 = add nuw nsw i64 %27, 8
  %44 = getelementptr inbounds double, ptr %20, i64 %43
  %45 = load <4 x double>, ptr %44, align 8
  %46 = getelementptr inbounds double, ptr %22, i64 %43
  %47 = load <4 x double>, ptr %46, align 8
  %48 = fadd <4 x double> %45, %47
  %49 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %48)
  %50 = getelementptr inbounds double, ptr %24, i64 %43
  store <4 x double> %49, ptr %50, align 8
  %51 = add nuw nsw i64 %27, 12
  %52 = getelementptr inbounds double, ptr %20, i64 %51
  %53 = load <4 x double>, ptr %52, align 8
  %54 = getelementptr inbounds double, ptr %22, i64 %51
  %55 = load <4 x double>, ptr %54, align 8
  %56 = fadd <4 x double> %53, %55
  %57 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %56)
  %58 = getelementptr inbounds double, ptr %24, i64 %51
  store <4 x double> %57, ptr %58, align 8
  %59 = add nuw nsw i64 %27, 16
  %60 = icmp slt i64 %59, %25
  br i1 %60, label %loop1, label %done2

done2:                                            ; preds = %loop1, %loop
  %61 = and i64 %3, -4
  %62 = icmp slt i64 %25, %61
  br i1 %62, label %loop3, label %done4

loop3:                                            ; preds = %loop3, %done2
  %63 = phi i64 [ %25, %done2 ], [ %71, %loop3 ]
  %64 = getelementptr inbounds double, ptr %20, i64 %63
  %65 = load <4 x double>, ptr %64, align 8
  %66 = getelementptr inbounds double, ptr %22, i64 %63
  %67 = load <4 x double>, ptr %66, align 8
  %68 = fadd <4 x double> %65, %67
  %69 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %68)
  %70 = getelementptr inbounds double, ptr %24, i64 %63
  store <4 x double> %69, ptr %70, align 8
  %71 = add nuw nsw i64 %63, 4
  %72 = icmp slt i64 %71, %61
  br i1 %72, label %loop3, label %done4

done4:                                            ; preds = %loop3, %done2
  %73 = icmp slt i64 %61, %3
  br i1 %73, label %loop5, label %done6

loop5:                                            ; preds = %loop5, %done4
  %74 = phi i64 [ %61, %done4 ], [ %82, %loop5 ]
  %75 = getelementptr inbounds double, ptr %20, i64 %74
  %76 = load double, ptr %75, align 8
  %77 = getelementptr inbounds double, ptr %22, i64 %74
  %78 = load double, ptr %77, align 8
  %79 = fadd double %76, %78
  %80 = call double @llvm.arithmetic.fence.f64(double %79)
  %81 = getelementptr inbounds double, ptr %24, i64 %74
  store double %80, ptr %81, align 8
  %82 = add nuw nsw i64 %74, 1
  %83 = icmp slt i64 %82, %3
  br i1 %83, label %loop5, label %done6

done6:                                            ; preds = %loop5, %done4
  %84 = add nuw nsw i64 %18, 1
  %85 = icmp slt i64 %84, %4
  br i1 %85, label %loop, label %done
}

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double>) #1

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare double @llvm.arithmetic.fence.f64(double) #1

attributes #0 = { nounwind "prefer-vector-width"="256" "target-cpu"="x86-64-v3" "target-features" }
attributes #1 = { nocallback nofree nosync nounwind speculatable willreturn memory(none) }

!0 = !{}
