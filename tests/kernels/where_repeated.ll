; ModuleID = 'segment'
source_filename = "segment"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; Function Attrs: nounwind
define void @segment(ptr %0, ptr %1, ptr %2, i64 %3, i64 %4) #0 {
entry:
  %5 = getelementptr inbounds ptr, ptr %0, i64 0
  %6 = load ptr, ptr %5, align 8, !invariant.load !0
  %7 = getelementptr inbounds i64, ptr %1, i64 0
  %8 = load i64, ptr %7, align 8, !invariant.load !0
  %9 = getelementptr inbounds i64, ptr %2, i64 0
  %10 = load i64, ptr %9, align 8, !invariant.load !0
  %11 = getelementptr inbounds ptr, ptr %0, i64 1
  %12 = load ptr, ptr %11, align 8, !invariant.load !0
  %13 = getelementptr inbounds i64, ptr %2, i64 1
  %14 = load i64, ptr %13, align 8, !invariant.load !0
  %15 = getelementptr inbounds ptr, ptr %0, i64 2
  %16 = load ptr, ptr %15, align 8, !invariant.load !0
  %17 = load double, ptr %16, align 8
  %18 = getelementptr inbounds ptr, ptr %0, i64 3
  %19 = load ptr, ptr %18, align 8, !invariant.load !0
  %20 = getelementptr inbounds i64, ptr %2, i64 3
  %21 = load i64, ptr %20, align 8, !invariant.load !0
  %22 = icmp slt i64 0, %4
  br i1 %22, label %loop, label %done

loop:                                             ; preds = %done12, %entry
  %23 = phi i64 [ 0, %entry ], [ %170, %done12 ]
  %24 = mul i64 %23, %10
  %25 = getelementptr i8, ptr %6, i64 %24
  %26 = mul i64 %23, %14
  %27 = getelementptr i8, ptr %12, i64 %26
  %28 = load double, ptr %27, align 8
  %29 = mul i64 %23, %21
  %30 = getelementptr i8, ptr %19, i64 %29
  %31 = and i64 %3, -16
  %.splatinsert = insertelement <4 x double> poison, double %28, i64 0
  %.splat = shufflevector <4 x double> %.splatinsert, <4 x double> poison, <4 x i32> zeroinitializer
  %.splatinsert1 = insertelement <4 x double> poison, double %17, i64 0
  %.splat2 = shufflevector <4 x double> %.splatinsert1, <4 x double> poison, <4 x i32> zeroinitializer
  %32 = icmp slt i64 0, %31
  br i1 %32, label %loop3, label %done4

done:                                             ; preds = %done12, %entry
  ret void

loop3:                                            ; preds = %loop3, %loop
  %33 = phi i64 [ 0, %loop ], [ %129, %loop3 ]
  %34 = mul i64 %33, %8
  %35 = getelementptr i8, ptr %25, i64 %34
  %36 = load i8, ptr %35, align 1
  %37 = insertelement <4 x i8> poison, i8 %36, i64 0
  %38 = add i64 %33, 1
  %39 = mul i64 %38, %8
  %40 = getelementptr i8, ptr %25, i64 %39
  %41 = load i8, ptr %40, align 1
  %42 = insertelement <4 x i8> %37, i8 %41, i64 1
  %43 = add i64 %33, 2
  %44 = mul i64 %43, %8
  %45 = getelementptr i8, ptr %25, i64 %44
  %46 = load i8, ptr %45, align 1
  %47 = insertelement <4 x i8> %42, i8 %46, i64 2
  %48 = add i64 %33, 3
  %49 = mul i64 %48, %8
  %50 = getelementptr i8, ptr %25, i64 %49
  %51 = load i8, ptr %50, align 1
  %52 = insertelement <4 x i8> %47, i8 %51, i64 3
  %53 = icmp eq <4 x i8> %52, zeroinitializer
  %54 = select <4 x i1> %53, <4 x double> %.splat2, <4 x double> %.splat
  %55 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %54)
  %56 = getelementptr inbounds double, ptr %30, i64 %33
  store <4 x double> %55, ptr %56, align 8
  %57 = add nuw nsw i64 %33, 4
  %58 = mul i64 %57, %8
  %59 = getelementptr i8, ptr %25, i64 %58
  %60 = load i8, ptr %59, align 1
  %61 = insertelement <4 x i8> poison, i8 %60, i64 0
  %62 = add i64 %57, 1
  %63 = mul i64 %62, %8
  %64 = getelementptr i8, ptr %25, i64 %63
  %65 = load i8, ptr %64, align 1
  %66 = insertelement <4 x i8> %61, i8 %65, i64 1
  %67 = add i64 %57, 2
  %68 = mul i64 %67, %8
  %69 = getelementptr i8, ptr %25, i64 %68
  %70 = load i8, ptr %69, align 1
  %71 = insertelement <4 x i8> %66, i8 %70, i64 2
  %72 = add i64 %57, 3
  %73 = mul i64 %72, %8
  %74 = getelementptr i8, ptr %25, i64 %73
  %75 = load i8, ptr %74, align 1
  %76 = insertelement <4 x i8> %71, i8 %75, i64 3
  %77 = icmp eq <4 x i8> %76, zeroinitializer
  %78 = select <4 x i1> %77, <4 x double> %.splat2, <4 x double> %.splat
  %79 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %78)
  %80 = getelementptr inbounds double, ptr %30, i64 %57
  store <4 x double> %79, ptr %80, align 8
  %81 = add nuw nsw i64 %33, 8
  %82 = mul i64 %81, %8
  %83 = getelementptr i8, ptr %25, i64 %82
  %84 = load i8, ptr %83, align 1
  %85 = insertelement <4 x i8> poison, i8 %84, i64 0
  %86 = add i64 %81, 1
  %87 = mul i64 %86, %8
  %88 = getelementptr i8, ptr %25, i64 %87
  %89 = load i8, ptr %88, align 1
  %90 = insertelement <4 x i8> %85, i8 %89, i64 1
  %91 = add i64 %81, 2
  %92 = mul i64 %91, %8
  %93 = getelementptr i8, ptr %25, i64 %92
  %94 = load i8, ptr %93, align 1
  %95 = insertelement <4 x i8> %90, i8 %94, i64 2
  %96 = add i64 %81, 3
  %97 = mul i64 %96, %8
  %98 = getelementptr i8, ptr %25, i64 %97
  %99 = load i8, ptr %98, align 1
  %100 = insertelement <4 x i8> %95, i8 %99, i64 3
  %101 = icmp eq <4 x i8> %100, zeroinitializer
  %102 = select <4 x i1> %101, <4 x double> %.splat2, <4 x double> %.splat
  %103 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %102)
  %104 = getelementptr inbounds double, ptr %30, i64 %81
  store <4 x double> %103, ptr %104, align 8
  %105 = add nuw nsw i64 %33, 12
  %106 = mul i64 %105, %8
  %107 = getelementptr i8, ptr %25, i64 %106
  %108 = load i8, ptr %107, align 1
  %109 = insertelement <4 x i8> poison, i8 %108, i64 0
  %110 = add i64 %105, 1
  %111 = mul i64 %110, %8
  %112 = getelementptr i8, ptr %25, i64 %111
  %113 = load i8, ptr %112, align 1
  %114 = insertelement <4 x i8> %109, i8 %113, i64 1
  %115 = add i64 %105, 2
  %116 = mul i64 %115, %8
  %117 = getelementptr i8, ptr %25, i64 %116
  %118 = load i8, ptr %117, align 1
  %119 = insertelement <4 x i8> %114, i8 %118, i64 2
  %120 = add i64 %105, 3
  %121 = mul i64 %120, %8
  %122 = getelementptr i8, ptr %25, i64 %121
  %123 = load i8, ptr %122, align 1
  %124 = insertelement <4 x i8> %119, i8 %123, i64 3
  %125 = icmp eq <4 x i8> %124, zeroinitializer
  %126 = select <4 x i1> %125, <4 x double> %.splat2, <4 x double> %.splat
  %127 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %126)
  %128 = getelementptr inbounds double, ptr %30, i64 %105
  store <4 x double> %127, ptr %128, align 8
  %129 = add nuw nsw i64 %33, 16
  %130 = icmp slt i64 %129, %31
  br i1 %130, label %loop3, label %done4

done4:                                            ; preds = %loop3, %loop
  %131 = and i64 %3, -4
  %.splatinsert5 = insertelement <4 x double> poison, double %28, i64 0
  %.splat6 = shufflevector <4 x double> %.splatinsert5, <4 x double> poison, <4 x i32> zeroinitializer
  %.splatinsert7 = insertelement <4 x double> poison, double %17, i64 0
  %.splat8 = shufflevector <4 x double> %.splatinsert7, <4 x double> poison, <4 x i32> zeroinitializer
  %132 = icmp slt i64 %31, %131
  br i1 %132, label %loop9, label %done10

loop9:                                            ; preds = %loop9, %done4
  %133 = phi i64 [ %31, %done4 ], [ %157, %loop9 ]
  %134 = mul i64 %133, %8
  %135 = getelementptr i8, ptr %25, i64 %134
  %136 = load i8, ptr %135, align 1
  %137 = insertelement <4 x i8> poison, i8 %136, i64 0
  %138 = add i64 %133, 1
  %139 = mul i64 %138, %8
  %140 = getelementptr i8, ptr %25, i64 %139
  %141 = load i8, ptr %140, align 1
  %142 = insertelement <4 x i8> %137, i8 %141, i64 1
  %143 = add i64 %133, 2
  %144 = mul i64 %143, %8
  %145 = getelementptr i8, ptr %25, i64 %144
  %146 = load i8, ptr %145, align 1
  %147 = insertelement <4 x i8> %142, i8 %146, i64 2
  %148 = add i64 %133, 3
  %149 = mul i64 %148, %8
  %150 = getelementptr i8, ptr %25, i64 %149
  %151 = load i8, ptr %150, align 1
  %152 = insertelement <4 x i8> %147, i8 %151, i64 3
  %153 = icmp eq <4 x i8> %152, zeroinitializer
  %154 = select <4 x i1> %153, <4 x double> %.splat8, <4 x double> %.splat6
  %155 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %154)
  %156 = getelementptr inbounds double, ptr %30, i64 %133
  store <4 x double> %155, ptr %156, align 8
  %157 = add nuw nsw i64 %133, 4
  %158 = icmp slt i64 %157, %131
  br i1 %158, label %loop9, label %done10

done10:                                           ; preds = %loop9, %done4
  %159 = icmp slt i64 %131, %3
  br i1 %159, label %loop11, label %done12

loop11:                                           ; preds = %loop11, %done10
  %160 = phi i64 [ %131, %done10 ], [ %168, %loop11 ]
  %161 = mul i64 %160, %8
  %162 = getelementptr i8, ptr %25, i64 %161
  %163 = load i8, ptr %162, align 1
  %164 = icmp eq i8 %163, 0
  %165 = select i1 %164, double %17, double %28
  %166 = call double @llvm.arithmetic.fence.f64(double %165)
  %167 = getelementptr inbounds double, ptr %30, i64 %160
  store double %166, ptr %167, align 8
  %168 = add nuw nsw i64 %160, 1
  %169 = icmp slt i64 %168, %3
  br i1 %169, label %loop11, label %done12

done12:                                           ; preds = %loop11, %done10
  %170 = add nuw nsw i64 %23, 1
  %171 = icmp slt i64 %170, %4
  br i1 %171, label %loop, label %done
}

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double>) #1

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare double @llvm.arithmetic.fence.f64(double) #1

attributes #0 = { nounwind "prefer-vector-width"="256" "target-cpu"="x86-64-v3" "target-features" }
attributes #1 = { nocallback nofree nosync nounwind speculatable willreturn memory(none) }

!0 = !{}
