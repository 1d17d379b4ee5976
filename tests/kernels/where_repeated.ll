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

loop:                                             ; preds = %points_done, %entry
  %23 = phi i64 [ 0, %entry ], [ %62, %points_done ]
  %24 = mul i64 %23, %10
  %25 = getelementptr i8, ptr %6, i64 %24
  %26 = mul i64 %23, %14
  %27 = getelementptr i8, ptr %12, i64 %26
  %28 = load double, ptr %27, align 8
  %29 = mul i64 %23, %21
  %30 = getelementptr i8, ptr %19, i64 %29
  %31 = sub i64 %3, 0
  %32 = icmp sge i64 %31, 4
  br i1 %32, label %vectors, label %few

done:                                             ; preds = %points_done, %entry
  ret void

vectors:                                          ; preds = %loop
  %.splatinsert = insertelement <4 x double> poison, double %28, i64 0
  %.splat = shufflevector <4 x double> %.splatinsert, <4 x double> poison, <4 x i32> zeroinitializer
  %.splatinsert1 = insertelement <4 x double> poison, double %17, i64 0
  %.splat2 = shufflevector <4 x double> %.splatinsert1, <4 x double> poison, <4 x i32> zeroinitializer
  %33 = sub i64 %3, 4
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
  %56 = sub i64 %3, 1
  %57 = sub i64 %56, 0
  %58 = and i64 %57, -16
  %59 = add i64 0, %58
  %60 = icmp slt i64 0, %59
  br i1 %60, label %loop3, label %done4

few:                                              ; preds = %loop
  %61 = icmp slt i64 0, %3
  br i1 %61, label %loop7, label %done8

points_done:                                      ; preds = %done8, %done6
  %62 = add nuw nsw i64 %23, 1
  %63 = icmp slt i64 %62, %4
  br i1 %63, label %loop, label %done

loop3:                                            ; preds = %loop3, %vectors
  %64 = phi i64 [ 0, %vectors ], [ %160, %loop3 ]
  %65 = mul i64 %64, %8
  %66 = getelementptr i8, ptr %25, i64 %65
  %67 = load i8, ptr %66, align 1
  %68 = insertelement <4 x i8> poison, i8 %67, i64 0
  %69 = add i64 %64, 1
  %70 = mul i64 %69, %8
  %71 = getelementptr i8, ptr %25, i64 %70
  %72 = load i8, ptr %71, align 1
  %73 = insertelement <4 x i8> %68, i8 %72, i64 1
  %74 = add i64 %64, 2
  %75 = mul i64 %74, %8
  %76 = getelementptr i8, ptr %25, i64 %75
  %77 = load i8, ptr %76, align 1
  %78 = insertelement <4 x i8> %73, i8 %77, i64 2
  %79 = add i64 %64, 3
  %80 = mul i64 %79, %8
  %81 = getelementptr i8, ptr %25, i64 %80
  %82 = load i8, ptr %81, align 1
  %83 = insertelement <4 x i8> %78, i8 %82, i64 3
  %84 = icmp eq <4 x i8> %83, zeroinitializer
  %85 = select <4 x i1> %84, <4 x double> %.splat2, <4 x double> %.splat
  %86 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %85)
  %87 = getelementptr inbounds double, ptr %30, i64 %64
  store <4 x double> %86, ptr %87, align 8
  %88 = add nuw nsw i64 %64, 4
  %89 = mul i64 %88, %8
  %90 = getelementptr i8, ptr %25, i64 %89
  %91 = load i8, ptr %90, align 1
  %92 = insertelement <4 x i8> poison, i8 %91, i64 0
  %93 = add i64 %88, 1
  %94 = mul i64 %93, %8
  %95 = getelementptr i8, ptr %25, i64 %94
  %96 = load i8, ptr %95, align 1
  %97 = insertelement <4 x i8> %92, i8 %96, i64 1
  %98 = add i64 %88, 2
  %99 = mul i64 %98, %8
  %100 = getelementptr i8, ptr %25, i64 %99
  %101 = load i8, ptr %100, align 1
  %102 = insertelement <4 x i8> %97, i8 %101, i64 2
  %103 = add i64 %88, 3
  %104 = mul i64 %103, %8
  %105 = getelementptr i8, ptr %25, i64 %104
  %106 = load i8, ptr %105, align 1
  %107 = insertelement <4 x i8> %102, i8 %106, i64 3
  %108 = icmp eq <4 x i8> %107, zeroinitializer
  %109 = select <4 x i1> %108, <4 x double> %.splat2, <4 x double> %.splat
  %110 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %109)
  %111 = getelementptr inbounds double, ptr %30, i64 %88
  store <4 x double> %110, ptr %111, align 8
  %112 = add nuw nsw i64 %64, 8
  %113 = mul i64 %112, %8
  %114 = getelementptr i8, ptr %25, i64 %113
  %115 = load i8, ptr %114, align 1
  %116 = insertelement <4 x i8> poison, i8 %115, i64 0
  %117 = add i64 %112, 1
  %118 = mul i64 %117, %8
  %119 = getelementptr i8, ptr %25, i64 %118
  %120 = load i8, ptr %119, align 1
  %121 = insertelement <4 x i8> %116, i8 %120, i64 1
  %122 = add i64 %112, 2
  %123 = mul i64 %122, %8
  %124 = getelementptr i8, ptr %25, i64 %123
  %125 = load i8, ptr %124, align 1
  %126 = insertelement <4 x i8> %121, i8 %125, i64 2
  %127 = add i64 %112, 3
  %128 = mul i64 %127, %8
  %129 = getelementptr i8, ptr %25, i64 %128
  %130 = load i8, ptr %129, align 1
  %131 = insertelement <4 x i8> %126, i8 %130, i64 3
  %132 = icmp eq <4 x i8> %131, zeroinitializer
  %133 = select <4 x i1> %132, <4 x double> %.splat2, <4 x double> %.splat
  %134 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %133)
  %135 = getelementptr inbounds double, ptr %30, i64 %112
  store <4 x double> %134, ptr %135, align 8
  %136 = add nuw nsw i64 %64, 12
  %137 = mul i64 %136, %8
  %138 = getelementptr i8, ptr %25, i64 %137
  %139 = load i8, ptr %138, align 1
  %140 = insertelement <4 x i8> poison, i8 %139, i64 0
  %141 = add i64 %136, 1
  %142 = mul i64 %141, %8
  %143 = getelementptr i8, ptr %25, i64 %142
  %144 = load i8, ptr %143, align 1
  %145 = insertelement <4 x i8> %140, i8 %144, i64 1
  %146 = add i64 %136, 2
  %147 = mul i64 %146, %8
  %148 = getelementptr i8, ptr %25, i64 %147
  %149 = load i8, ptr %148, align 1
  %150 = insertelement <4 x i8> %145, i8 %149, i64 2
  %151 = add i64 %136, 3
  %152 = mul i64 %151, %8
  %153 = getelementptr i8, ptr %25, i64 %152
  %154 = load i8, ptr %153, align 1
  %155 = insertelement <4 x i8> %150, i8 %154, i64 3
  %156 = icmp eq <4 x i8> %155, zeroinitializer
  %157 = select <4 x i1> %156, <4 x double> %.splat2, <4 x double> %.splat
  %158 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %157)
  %159 = getelementptr inbounds double, ptr %30, i64 %136
  store <4 x double> %158, ptr %159, align 8
  %160 = add nuw nsw i64 %64, 16
  %161 = icmp slt i64 %160, %59
  br i1 %161, label %loop3, label %done4

done4:                                            ; preds = %loop3, %vectors
  %162 = sub i64 %3, 1
  %163 = sub i64 %162, %59
  %164 = and i64 %163, -4
  %165 = add i64 %59, %164
  %166 = icmp slt i64 %59, %165
  br i1 %166, label %loop5, label %done6

loop5:                                            ; preds = %loop5, %done4
  %167 = phi i64 [ %59, %done4 ], [ %191, %loop5 ]
  %168 = mul i64 %167, %8
  %169 = getelementptr i8, ptr %25, i64 %168
  %170 = load i8, ptr %169, align 1
  %171 = insertelement <4 x i8> poison, i8 %170, i64 0
  %172 = add i64 %167, 1
  %173 = mul i64 %172, %8
  %174 = getelementptr i8, ptr %25, i64 %173
  %175 = load i8, ptr %174, align 1
  %176 = insertelement <4 x i8> %171, i8 %175, i64 1
  %177 = add i64 %167, 2
  %178 = mul i64 %177, %8
  %179 = getelementptr i8, ptr %25, i64 %178
  %180 = load i8, ptr %179, align 1
  %181 = insertelement <4 x i8> %176, i8 %180, i64 2
  %182 = add i64 %167, 3
  %183 = mul i64 %182, %8
  %184 = getelementptr i8, ptr %25, i64 %183
  %185 = load i8, ptr %184, align 1
  %186 = insertelement <4 x i8> %181, i8 %185, i64 3
  %187 = icmp eq <4 x i8> %186, zeroinitializer
  %188 = select <4 x i1> %187, <4 x double> %.splat2, <4 x double> %.splat
  %189 = call <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double> %188)
  %190 = getelementptr inbounds double, ptr %30, i64 %167
  store <4 x double> %189, ptr %190, align 8
  %191 = add nuw nsw i64 %167, 4
  %192 = icmp slt i64 %191, %165
  br i1 %192, label %loop5, label %done6

done6:                                            ; preds = %loop5, %done4
  %193 = getelementptr inbounds double, ptr %30, i64 %33
  store <4 x double> %55, ptr %193, align 8
  br label %points_done

loop7:                                            ; preds = %loop7, %few
  %194 = phi i64 [ 0, %few ], [ %202, %loop7 ]
  %195 = mul i64 %194, %8
  %196 = getelementptr i8, ptr %25, i64 %195
  %197 = load i8, ptr %196, align 1
  %198 = icmp eq i8 %197, 0
  %199 = select i1 %198, double %17, double %28
  %200 = call double @llvm.arithmetic.fence.f64(double %199)
  %201 = getelementptr inbounds double, ptr %30, i64 %194
  store double %200, ptr %201, align 8
  %202 = add nuw nsw i64 %194, 1
  %203 = icmp slt i64 %202, %3
  br i1 %203, label %loop7, label %done8

done8:                                            ; preds = %loop7, %few
  br label %points_done
}

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare <4 x double> @llvm.arithmetic.fence.v4f64(<4 x double>) #1

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare double @llvm.arithmetic.fence.f64(double) #1

attributes #0 = { nounwind "prefer-vector-width"="256" "target-cpu"="x86-64-v3" "target-features" }
attributes #1 = { nocallback nofree nosync nounwind speculatable willreturn memory(none) }

!0 = !{}
