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
  %17 = getelementptr inbounds i64, ptr %1, i64 2
  %18 = load i64, ptr %17, align 8, !invariant.load !0
  %19 = getelementptr inbounds i64, ptr %2, i64 2
  %20 = load i64, ptr %19, align 8, !invariant.load !0
  %21 = icmp slt i64 0, %4
  br i1 %21, label %loop, label %done

loop:                                             ; preds = %points_done, %entry
  %22 = phi i64 [ 0, %entry ], [ %81, %points_done ]
  %23 = mul i64 %22, %10
  %24 = getelementptr i8, ptr %6, i64 %23
  %25 = mul i64 %22, %14
  %26 = getelementptr i8, ptr %12, i64 %25
  %27 = mul i64 %22, %20
  %28 = getelementptr i8, ptr %16, i64 %27
  %29 = sub i64 %3, 0
  %30 = icmp sge i64 %29, 8
  br i1 %30, label %vectors, label %few

done:                                             ; preds = %points_done, %entry
  ret void

vectors:                                          ; preds = %loop
  %31 = sub i64 %3, 8
  %32 = mul i64 %31, %8
  %33 = getelementptr i8, ptr %24, i64 %32
  %34 = load i32, ptr %33, align 4
  %35 = insertelement <8 x i32> poison, i32 %34, i64 0
  %36 = add i64 %31, 1
  %37 = mul i64 %36, %8
  %38 = getelementptr i8, ptr %24, i64 %37
  %39 = load i32, ptr %38, align 4
  %40 = insertelement <8 x i32> %35, i32 %39, i64 1
  %41 = add i64 %31, 2
  %42 = mul i64 %41, %8
  %43 = getelementptr i8, ptr %24, i64 %42
  %44 = load i32, ptr %43, align 4
  %45 = insertelement <8 x i32> %40, i32 %44, i64 2
  %46 = add i64 %31, 3
  %47 = mul i64 %46, %8
  %48 = getelementptr i8, ptr %24, i64 %47
  %49 = load i32, ptr %48, align 4
  %50 = insertelement <8 x i32> %45, i32 %49, i64 3
  %51 = add i64 %31, 4
  %52 = mul i64 %51, %8
  %53 = getelementptr i8, ptr %24, i64 %52
  %54 = load i32, ptr %53, align 4
  %55 = insertelement <8 x i32> %50, i32 %54, i64 4
  %56 = add i64 %31, 5
  %57 = mul i64 %56, %8
  %58 = getelementptr i8, ptr %24, i64 %57
  %59 = load i32, ptr %58, align 4
  %60 = insertelement <8 x i32> %55, i32 %59, i64 5
  %61 = add i64 %31, 6
  %62 = mul i64 %61, %8
  %63 = getelementptr i8, ptr %24, i64 %62
  %64 = load i32, ptr %63, align 4
  %65 = insertelement <8 x i32> %60, i32 %64, i64 6
  %66 = add i64 %31, 7
  %67 = mul i64 %66, %8
  %68 = getelementptr i8, ptr %24, i64 %67
  %69 = load i32, ptr %68, align 4
  %70 = insertelement <8 x i32> %65, i32 %69, i64 7
  %71 = getelementptr inbounds i32, ptr %26, i64 %31
  %72 = load <8 x i32>, ptr %71, align 4
  %73 = icmp slt <8 x i32> %70, %72
  %74 = zext <8 x i1> %73 to <8 x i8>
  %75 = sub i64 %3, 1
  %76 = sub i64 %75, 0
  %77 = and i64 %76, -32
  %78 = add i64 0, %77
  %79 = icmp slt i64 0, %78
  br i1 %79, label %loop1, label %done2

few:                                              ; preds = %loop
  %80 = icmp slt i64 0, %3
  br i1 %80, label %loop5, label %done6

points_done:                                      ; preds = %done6, %done4
  %81 = add nuw nsw i64 %22, 1
  %82 = icmp slt i64 %81, %4
  br i1 %82, label %loop, label %done

loop1:                                            ; preds = %loop1, %vectors
  %83 = phi i64 [ 0, %vectors ], [ %383, %loop1 ]
  %84 = mul i64 %83, %8
  %85 = getelementptr i8, ptr %24, i64 %84
  %86 = load i32, ptr %85, align 4
  %87 = insertelement <8 x i32> poison, i32 %86, i64 0
  %88 = add i64 %83, 1
  %89 = mul i64 %88, %8
  %90 = getelementptr i8, ptr %24, i64 %89
  %91 = load i32, ptr %90, align 4
  %92 = insertelement <8 x i32> %87, i32 %91, i64 1
  %93 = add i64 %83, 2
  %94 = mul i64 %93, %8
  %95 = getelementptr i8, ptr %24, i64 %94
  %96 = load i32, ptr %95, align 4
  %97 = insertelement <8 x i32> %92, i32 %96, i64 2
  %98 = add i64 %83, 3
  %99 = mul i64 %98, %8
  %100 = getelementptr i8, ptr %24, i64 %99
  %101 = load i32, ptr %100, align 4
  %102 = insertelement <8 x i32> %97, i32 %101, i64 3
  %103 = add i64 %83, 4
  %104 = mul i64 %103, %8
  %105 = getelementptr i8, ptr %24, i64 %104
  %106 = load i32, ptr %105, align 4
  %107 = insertelement <8 x i32> %102, i32 %106, i64 4
  %108 = add i64 %83, 5
  %109 = mul i64 %108, %8
  %110 = getelementptr i8, ptr %24, i64 %109
  %111 = load i32, ptr %110, align 4
  %112 = insertelement <8 x i32> %107, i32 %111, i64 5
  %113 = add i64 %83, 6
  %114 = mul i64 %113, %8
  %115 = getelementptr i8, ptr %24, i64 %114
  %116 = load i32, ptr %115, align 4
  %117 = insertelement <8 x i32> %112, i32 %116, i64 6
  %118 = add i64 %83, 7
  %119 = mul i64 %118, %8
  %120 = getelementptr i8, ptr %24, i64 %119
  %121 = load i32, ptr %120, align 4
  %122 = insertelement <8 x i32> %117, i32 %121, i64 7
  %123 = getelementptr inbounds i32, ptr %26, i64 %83
  %124 = load <8 x i32>, ptr %123, align 4
  %125 = icmp slt <8 x i32> %122, %124
  %126 = zext <8 x i1> %125 to <8 x i8>
  %127 = mul i64 %83, %18
  %128 = getelementptr i8, ptr %28, i64 %127
  %129 = extractelement <8 x i8> %126, i64 0
  store i8 %129, ptr %128, align 1
  %130 = add i64 %83, 1
  %131 = mul i64 %130, %18
  %132 = getelementptr i8, ptr %28, i64 %131
  %133 = extractelement <8 x i8> %126, i64 1
  store i8 %133, ptr %132, align 1
  %134 = add i64 %83, 2
  %135 = mul i64 %134, %18
  %136 = getelementptr i8, ptr %28, i64 %135
  %137 = extractelement <8 x i8> %126, i64 2
  store i8 %137, ptr %136, align 1
  %138 = add i64 %83, 3
  %139 = mul i64 %138, %18
  %140 = getelementptr i8, ptr %28, i64 %139
  %141 = extractelement <8 x i8> %126, i64 3
  store i8 %141, ptr %140, align 1
  %142 = add i64 %83, 4
  %143 = mul i64 %142, %18
  %144 = getelementptr i8, ptr %28, i64 %143
  %145 = extractelement <8 x i8> %126, i64 4
  store i8 %145, ptr %144, align 1
  %146 = add i64 %83, 5
  %147 = mul i64 %146, %18
  %148 = getelementptr i8, ptr %28, i64 %147
  %149 = extractelement <8 x i8> %126, i64 5
  store i8 %149, ptr %148, align 1
  %150 = add i64 %83, 6
  %151 = mul i64 %150, %18
  %152 = getelementptr i8, ptr %28, i64 %151
  %153 = extractelement <8 x i8> %126, i64 6
  store i8 %153, ptr %152, align 1
  %154 = add i64 %83, 7
  %155 = mul i64 %154, %18
  %156 = getelementptr i8, ptr %28, i64 %155
  %157 = extractelement <8 x i8> %126, i64 7
  store i8 %157, ptr %156, align 1
  %158 = add nuw nsw i64 %83, 8
  %159 = mul i64 %158, %8
  %160 = getelementptr i8, ptr %24, i64 %159
  %161 = load i32, ptr %160, align 4
  %162 = insertelement <8 x i32> poison, i32 %161, i64 0
  %163 = add i64 %158, 1
  %164 = mul i64 %163, %8
  %165 = getelementptr i8, ptr %24, i64 %164
  %166 = load i32, ptr %165, align 4
  %167 = insertelement <8 x i32> %162, i32 %166, i64 1
  %168 = add i64 %158, 2
  %169 = mul i64 %168, %8
  %170 = getelementptr i8, ptr %24, i64 %169
  %171 = load i32, ptr %170, align 4
  %172 = insertelement <8 x i32> %167, i32 %171, i64 2
  %173 = add i64 %158, 3
  %174 = mul i64 %173, %8
  %175 = getelementptr i8, ptr %24, i64 %174
  %176 = load i32, ptr %175, align 4
  %177 = insertelement <8 x i32> %172, i32 %176, i64 3
  %178 = add i64 %158, 4
  %179 = mul i64 %178, %8
  %180 = getelementptr i8, ptr %24, i64 %179
  %181 = load i32, ptr %180, align 4
  %182 = insertelement <8 x i32> %177, i32 %181, i64 4
  %183 = add i64 %158, 5
  %184 = mul i64 %183, %8
  %185 = getelementptr i8, ptr %24, i64 %184
  %186 = load i32, ptr %185, align 4
  %187 = insertelement <8 x i32> %182, i32 %186, i64 5
  %188 = add i64 %158, 6
  %189 = mul i64 %188, %8
  %190 = getelementptr i8, ptr %24, i64 %189
  %191 = load i32, ptr %190, align 4
  %192 = insertelement <8 x i32> %187, i32 %191, i64 6
  %193 = add i64 %158, 7
  %194 = mul i64 %193, %8
  %195 = getelementptr i8, ptr %24, i64 %194
  %196 = load i32, ptr %195, align 4
  %197 = insertelement <8 x i32> %192, i32 %196, i64 7
  %198 = getelementptr inbounds i32, ptr %26, i64 %158
  %199 = load <8 x i32>, ptr %198, align 4
  %200 = icmp slt <8 x i32> %197, %199
  %201 = zext <8 x i1> %200 to <8 x i8>
  %202 = mul i64 %158, %18
  %203 = getelementptr i8, ptr %28, i64 %202
  %204 = extractelement <8 x i8> %201, i64 0
  store i8 %204, ptr %203, align 1
  %205 = add i64 %158, 1
  %206 = mul i64 %205, %18
  %207 = getelementptr i8, ptr %28, i64 %206
  %208 = extractelement <8 x i8> %201, i64 1
  store i8 %208, ptr %207, align 1
  %209 = add i64 %158, 2
  %210 = mul i64 %209, %18
  %211 = getelementptr i8, ptr %28, i64 %210
  %212 = extractelement <8 x i8> %201, i64 2
  store i8 %212, ptr %211, align 1
  %213 = add i64 %158, 3
  %214 = mul i64 %213, %18
  %215 = getelementptr i8, ptr %28, i64 %214
  %216 = extractelement <8 x i8> %201, i64 3
  store i8 %216, ptr %215, align 1
  %217 = add i64 %158, 4
  %218 = mul i64 %217, %18
  %219 = getelementptr i8, ptr %28, i64 %218
  %220 = extractelement <8 x i8> %201, i64 4
  store i8 %220, ptr %219, align 1
  %221 = add i64 %158, 5
  %222 = mul i64 %221, %18
  %223 = getelementptr i8, ptr %28, i64 %222
  %224 = extractelement <8 x i8> %201, i64 5
  store i8 %224, ptr %223, align 1
  %225 = add i64 %158, 6
  %226 = mul i64 %225, %18
  %227 = getelementptr i8, ptr %28, i64 %226
  %228 = extractelement <8 x i8> %201, i64 6
  store i8 %228, ptr %227, align 1
  %229 = add i64 %158, 7
  %230 = mul i64 %229, %18
  %231 = getelementptr i8, ptr %28, i64 %230
  %232 = extractelement <8 x i8> %201, i64 7
  store i8 %232, ptr %231, align 1
  %233 = add nuw nsw i64 %83, 16
  %234 = mul i64 %233, %8
  %235 = getelementptr i8, ptr %24, i64 %234
  %236 = load i32, ptr %235, align 4
  %237 = insertelement <8 x i32> poison, i32 %236, i64 0
  %238 = add i64 %233, 1
  %239 = mul i64 %238, %8
  %240 = getelementptr i8, ptr %24, i64 %239
  %241 = load i32, ptr %240, align 4
  %242 = insertelement <8 x i32> %237, i32 %241, i64 1
  %243 = add i64 %233, 2
  %244 = mul i64 %243, %8
  %245 = getelementptr i8, ptr %24, i64 %244
  %246 = load i32, ptr %245, align 4
  %247 = insertelement <8 x i32> %242, i32 %246, i64 2
  %248 = add i64 %233, 3
  %249 = mul i64 %248, %8
  %250 = getelementptr i8, ptr %24, i64 %249
  %251 = load i32, ptr %250, align 4
  %252 = insertelement <8 x i32> %247, i32 %251, i64 3
  %253 = add i64 %233, 4
  %254 = mul i64 %253, %8
  %255 = getelementptr i8, ptr %24, i64 %254
  %256 = load i32, ptr %255, align 4
  %257 = insertelement <8 x i32> %252, i32 %256, i64 4
  %258 = add i64 %233, 5
  %259 = mul i64 %258, %8
  %260 = getelementptr i8, ptr %24, i64 %259
  %261 = load i32, ptr %260, align 4
  %262 = insertelement <8 x i32> %257, i32 %261, i64 5
  %263 = add i64 %233, 6
  %264 = mul i64 %263, %8
  %265 = getelementptr i8, ptr %24, i64 %264
  %266 = load i32, ptr %265, align 4
  %267 = insertelement <8 x i32> %262, i32 %266, i64 6
  %268 = add i64 %233, 7
  %269 = mul i64 %268, %8
  %270 = getelementptr i8, ptr %24, i64 %269
  %271 = load i32, ptr %270, align 4
  %272 = insertelement <8 x i32> %267, i32 %271, i64 7
  %273 = getelementptr inbounds i32, ptr %26, i64 %233
  %274 = load <8 x i32>, ptr %273, align 4
  %275 = icmp slt <8 x i32> %272, %274
  %276 = zext <8 x i1> %275 to <8 x i8>
  %277 = mul i64 %233, %18
  %278 = getelementptr i8, ptr %28, i64 %277
  %279 = extractelement <8 x i8> %276, i64 0
  store i8 %279, ptr %278, align 1
  %280 = add i64 %233, 1
  %281 = mul i64 %280, %18
  %282 = getelementptr i8, ptr %28, i64 %281
  %283 = extractelement <8 x i8> %276, i64 1
  store i8 %283, ptr %282, align 1
  %284 = add i64 %233, 2
  %285 = mul i64 %284, %18
  %286 = getelementptr i8, ptr %28, i64 %285
  %287 = extractelement <8 x i8> %276, i64 2
  store i8 %287, ptr %286, align 1
  %288 = add i64 %233, 3
  %289 = mul i64 %288, %18
  %290 = getelementptr i8, ptr %28, i64 %289
  %291 = extractelement <8 x i8> %276, i64 3
  store i8 %291, ptr %290, align 1
  %292 = add i64 %233, 4
  %293 = mul i64 %292, %18
  %294 = getelementptr i8, ptr %28, i64 %293
  %295 = extractelement <8 x i8> %276, i64 4
  store i8 %295, ptr %294, align 1
  %296 = add i64 %233, 5
  %297 = mul i64 %296, %18
  %298 = getelementptr i8, ptr %28, i64 %297
  %299 = extractelement <8 x i8> %276, i64 5
  store i8 %299, ptr %298, align 1
  %300 = add i64 %233, 6
  %301 = mul i64 %300, %18
  %302 = getelementptr i8, ptr %28, i64 %301
  %303 = extractelement <8 x i8> %276, i64 6
  store i8 %303, ptr %302, align 1
  %304 = add i64 %233, 7
  %305 = mul i64 %304, %18
  %306 = getelementptr i8, ptr %28, i64 %305
  %307 = extractelement <8 x i8> %276, i64 7
  store i8 %307, ptr %306, align 1
  %308 = add nuw nsw i64 %83, 24
  %309 = mul i64 %308, %8
  %310 = getelementptr i8, ptr %24, i64 %309
  %311 = load i32, ptr %310, align 4
  %312 = insertelement <8 x i32> poison, i32 %311, i64 0
  %313 = add i64 %308, 1
  %314 = mul i64 %313, %8
  %315 = getelementptr i8, ptr %24, i64 %314
  %316 = load i32, ptr %315, align 4
  %317 = insertelement <8 x i32> %312, i32 %316, i64 1
  %318 = add i64 %308, 2
  %319 = mul i64 %318, %8
  %320 = getelementptr i8, ptr %24, i64 %319
  %321 = load i32, ptr %320, align 4
  %322 = insertelement <8 x i32> %317, i32 %321, i64 2
  %323 = add i64 %308, 3
  %324 = mul i64 %323, %8
  %325 = getelementptr i8, ptr %24, i64 %324
  %326 = load i32, ptr %325, align 4
  %327 = insertelement <8 x i32> %322, i32 %326, i64 3
  %328 = add i64 %308, 4
  %329 = mul i64 %328, %8
  %330 = getelementptr i8, ptr %24, i64 %329
  %331 = load i32, ptr %330, align 4
  %332 = insertelement <8 x i32> %327, i32 %331, i64 4
  %333 = add i64 %308, 5
  %334 = mul i64 %333, %8
  %335 = getelementptr i8, ptr %24, i64 %334
  %336 = load i32, ptr %335, align 4
  %337 = insertelement <8 x i32> %332, i32 %336, i64 5
  %338 = add i64 %308, 6
  %339 = mul i64 %338, %8
  %340 = getelementptr i8, ptr %24, i64 %339
  %341 = load i32, ptr %340, align 4
  %342 = insertelement <8 x i32> %337, i32 %341, i64 6
  %343 = add i64 %308, 7
  %344 = mul i64 %343, %8
  %345 = getelementptr i8, ptr %24, i64 %344
  %346 = load i32, ptr %345, align 4
  %347 = insertelement <8 x i32> %342, i32 %346, i64 7
  %348 = getelementptr inbounds i32, ptr %26, i64 %308
  %349 = load <8 x i32>, ptr %348, align 4
  %350 = icmp slt <8 x i32> %347, %349
  %351 = zext <8 x i1> %350 to <8 x i8>
  %352 = mul i64 %308, %18
  %353 = getelementptr i8, ptr %28, i64 %352
  %354 = extractelement <8 x i8> %351, i64 0
  store i8 %354, ptr %353, align 1
  %355 = add i64 %308, 1
  %356 = mul i64 %355, %18
  %357 = getelementptr i8, ptr %28, i64 %356
  %358 = extractelement <8 x i8> %351, i64 1
  store i8 %358, ptr %357, align 1
  %359 = add i64 %308, 2
  %360 = mul i64 %359, %18
  %361 = getelementptr i8, ptr %28, i64 %360
  %362 = extractelement <8 x i8> %351, i64 2
  store i8 %362, ptr %361, align 1
  %363 = add i64 %308, 3
  %364 = mul i64 %363, %18
  %365 = getelementptr i8, ptr %28, i64 %364
  %366 = extractelement <8 x i8> %351, i64 3
  store i8 %366, ptr %365, align 1
  %367 = add i64 %308, 4
  %368 = mul i64 %367, %18
  %369 = getelementptr i8, ptr %28, i64 %368
  %370 = extractelement <8 x i8> %351, i64 4
  store i8 %370, ptr %369, align 1
  %371 = add i64 %308, 5
  %372 = mul i64 %371, %18
  %373 = getelementptr i8, ptr %28, i64 %372
  %374 = extractelement <8 x i8> %351, i64 5
  store i8 %374, ptr %373, align 1
  %375 = add i64 %308, 6
  %376 = mul i64 %375, %18
  %377 = getelementptr i8, ptr %28, i64 %376
  %378 = extractelement <8 x i8> %351, i64 6
  store i8 %378, ptr %377, align 1
  %379 = add i64 %308, 7
  %380 = mul i64 %379, %18
  %381 = getelementptr i8, ptr %28, i64 %380
  %382 = extractelement <8 x i8> %351, i64 7
  store i8 %382, ptr %381, align 1
  %383 = add nuw nsw i64 %83, 32
  %384 = icmp slt i64 %383, %78
  br i1 %384, label %loop1, label %done2

done2:                                            ; preds = %loop1, %vectors
  %385 = sub i64 %3, 1
  %386 = sub i64 %385, %78
  %387 = and i64 %386, -8
  %388 = add i64 %78, %387
  %389 = icmp slt i64 %78, %388
  br i1 %389, label %loop3, label %done4

loop3:                                            ; preds = %loop3, %done2
  %390 = phi i64 [ %78, %done2 ], [ %465, %loop3 ]
  %391 = mul i64 %390, %8
  %392 = getelementptr i8, ptr %24, i64 %391
  %393 = load i32, ptr %392, align 4
  %394 = insertelement <8 x i32> poison, i32 %393, i64 0
  %395 = add i64 %390, 1
  %396 = mul i64 %395, %8
  %397 = getelementptr i8, ptr %24, i64 %396
  %398 = load i32, ptr %397, align 4
  %399 = insertelement <8 x i32> %394, i32 %398, i64 1
  %400 = add i64 %390, 2
  %401 = mul i64 %400, %8
  %402 = getelementptr i8, ptr %24, i64 %401
  %403 = load i32, ptr %402, align 4
  %404 = insertelement <8 x i32> %399, i32 %403, i64 2
  %405 = add i64 %390, 3
  %406 = mul i64 %405, %8
  %407 = getelementptr i8, ptr %24, i64 %406
  %408 = load i32, ptr %407, align 4
  %409 = insertelement <8 x i32> %404, i32 %408, i64 3
  %410 = add i64 %390, 4
  %411 = mul i64 %410, %8
  %412 = getelementptr i8, ptr %24, i64 %411
  %413 = load i32, ptr %412, align 4
  %414 = insertelement <8 x i32> %409, i32 %413, i64 4
  %415 = add i64 %390, 5
  %416 = mul i64 %415, %8
  %417 = getelementptr i8, ptr %24, i64 %416
  %418 = load i32, ptr %417, align 4
  %419 = insertelement <8 x i32> %414, i32 %418, i64 5
  %420 = add i64 %390, 6
  %421 = mul i64 %420, %8
  %422 = getelementptr i8, ptr %24, i64 %421
  %423 = load i32, ptr %422, align 4
  %424 = insertelement <8 x i32> %419, i32 %423, i64 6
  %425 = add i64 %390, 7
  %426 = mul i64 %425, %8
  %427 = getelementptr i8, ptr %24, i64 %426
  %428 = load i32, ptr %427, align 4
  %429 = insertelement <8 x i32> %424, i32 %428, i64 7
  %430 = getelementptr inbounds i32, ptr %26, i64 %390
  %431 = load <8 x i32>, ptr %430, align 4
  %432 = icmp slt <8 x i32> %429, %431
  %433 = zext <8 x i1> %432 to <8 x i8>
  %434 = mul i64 %390, %18
  %435 = getelementptr i8, ptr %28, i64 %434
  %436 = extractelement <8 x i8> %433, i64 0
  store i8 %436, ptr %435, align 1
  %437 = add i64 %390, 1
  %438 = mul i64 %437, %18
  %439 = getelementptr i8, ptr %28, i64 %438
  %440 = extractelement <8 x i8> %433, i64 1
  store i8 %440, ptr %439, align 1
  %441 = add i64 %390, 2
  %442 = mul i64 %441, %18
  %443 = getelementptr i8, ptr %28, i64 %442
  %444 = extractelement <8 x i8> %433, i64 2
  store i8 %444, ptr %443, align 1
  %445 = add i64 %390, 3
  %446 = mul i64 %445, %18
  %447 = getelementptr i8, ptr %28, i64 %446
  %448 = extractelement <8 x i8> %433, i64 3
  store i8 %448, ptr %447, align 1
  %449 = add i64 %390, 4
  %450 = mul i64 %449, %18
  %451 = getelementptr i8, ptr %28, i64 %450
  %452 = extractelement <8 x i8> %433, i64 4
  store i8 %452, ptr %451, align 1
  %453 = add i64 %390, 5
  %454 = mul i64 %453, %18
  %455 = getelementptr i8, ptr %28, i64 %454
  %456 = extractelement <8 x i8> %433, i64 5
  store i8 %456, ptr %455, align 1
  %457 = add i64 %390, 6
  %458 = mul i64 %457, %18
  %459 = getelementptr i8, ptr %28, i64 %458
  %460 = extractelement <8 x i8> %433, i64 6
  store i8 %460, ptr %459, align 1
  %461 = add i64 %390, 7
  %462 = mul i64 %461, %18
  %463 = getelementptr i8, ptr %28, i64 %462
  %464 = extractelement <8 x i8> %433, i64 7
  store i8 %464, ptr %463, align 1
  %465 = add nuw nsw i64 %390, 8
  %466 = icmp slt i64 %465, %388
  br i1 %466, label %loop3, label %done4

done4:                                            ; preds = %loop3, %done2
  %467 = mul i64 %31, %18
  %468 = getelementptr i8, ptr %28, i64 %467
  %469 = extractelement <8 x i8> %74, i64 0
  store i8 %469, ptr %468, align 1
  %470 = add i64 %31, 1
  %471 = mul i64 %470, %18
  %472 = getelementptr i8, ptr %28, i64 %471
  %473 = extractelement <8 x i8> %74, i64 1
  store i8 %473, ptr %472, align 1
  %474 = add i64 %31, 2
  %475 = mul i64 %474, %18
  %476 = getelementptr i8, ptr %28, i64 %475
  %477 = extractelement <8 x i8> %74, i64 2
  store i8 %477, ptr %476, align 1
  %478 = add i64 %31, 3
  %479 = mul i64 %478, %18
  %480 = getelementptr i8, ptr %28, i64 %479
  %481 = extractelement <8 x i8> %74, i64 3
  store i8 %481, ptr %480, align 1
  %482 = add i64 %31, 4
  %483 = mul i64 %482, %18
  %484 = getelementptr i8, ptr %28, i64 %483
  %485 = extractelement <8 x i8> %74, i64 4
  store i8 %485, ptr %484, align 1
  %486 = add i64 %31, 5
  %487 = mul i64 %486, %18
  %488 = getelementptr i8, ptr %28, i64 %487
  %489 = extractelement <8 x i8> %74, i64 5
  store i8 %489, ptr %488, align 1
  %490 = add i64 %31, 6
  %491 = mul i64 %490, %18
  %492 = getelementptr i8, ptr %28, i64 %491
  %493 = extractelement <8 x i8> %74, i64 6
  store i8 %493, ptr %492, align 1
  %494 = add i64 %31, 7
  %495 = mul i64 %494, %18
  %496 = getelementptr i8, ptr %28, i64 %495
  %497 = extractelement <8 x i8> %74, i64 7
  store i8 %497, ptr %496, align 1
  br label %points_done

loop5:                                            ; preds = %loop5, %few
  %498 = phi i64 [ 0, %few ], [ %508, %loop5 ]
  %499 = mul i64 %498, %8
  %500 = getelementptr i8, ptr %24, i64 %499
  %501 = load i32, ptr %500, align 4
  %502 = getelementptr inbounds i32, ptr %26, i64 %498
  %503 = load i32, ptr %502, align 4
  %504 = icmp slt i32 %501, %503
  %505 = zext i1 %504 to i8
  %506 = mul i64 %498, %18
  %507 = getelementptr i8, ptr %28, i64 %506
  store i8 %505, ptr %507, align 1
  %508 = add nuw nsw i64 %498, 1
  %509 = icmp slt i64 %508, %3
  br i1 %509, label %loop5, label %done6

done6:                                            ; preds = %loop5, %few
  br label %points_done
}

attributes #0 = { nounwind "prefer-vector-width"="256" "target-cpu"="x86-64-v3" "target-features" }

!0 = !{}
