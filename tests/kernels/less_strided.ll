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
  %22 = phi i64 [ 0, %entry ], [ %201, %points_done ]
  %23 = mul i64 %22, %10
  %24 = getelementptr i8, ptr %6, i64 %23
  %25 = mul i64 %22, %14
  %26 = getelementptr i8, ptr %12, i64 %25
  %27 = mul i64 %22, %20
  %28 = getelementptr i8, ptr %16, i64 %27
  %29 = sub i64 %3, 0
  %30 = icmp sge i64 %29, 32
  br i1 %30, label %vectors, label %few

done:                                             ; preds = %points_done, %entry
  ret void

vectors:                                          ; preds = %loop
  %31 = sub i64 %3, 32
  %32 = mul i64 %31, %8
  %33 = getelementptr i8, ptr %24, i64 %32
  %34 = load i32, ptr %33, align 4
  %35 = insertelement <32 x i32> poison, i32 %34, i64 0
  %36 = add i64 %31, 1
  %37 = mul i64 %36, %8
  %38 = getelementptr i8, ptr %24, i64 %37
  %39 = load i32, ptr %38, align 4
  %40 = insertelement <32 x i32> %35, i32 %39, i64 1
  %41 = add i64 %31, 2
  %42 = mul i64 %41, %8
  %43 = getelementptr i8, ptr %24, i64 %42
  %44 = load i32, ptr %43, align 4
  %45 = insertelement <32 x i32> %40, i32 %44, i64 2
  %46 = add i64 %31, 3
  %47 = mul i64 %46, %8
  %48 = getelementptr i8, ptr %24, i64 %47
  %49 = load i32, ptr %48, align 4
  %50 = insertelement <32 x i32> %45, i32 %49, i64 3
  %51 = add i64 %31, 4
  %52 = mul i64 %51, %8
  %53 = getelementptr i8, ptr %24, i64 %52
  %54 = load i32, ptr %53, align 4
  %55 = insertelement <32 x i32> %50, i32 %54, i64 4
  %56 = add i64 %31, 5
  %57 = mul i64 %56, %8
  %58 = getelementptr i8, ptr %24, i64 %57
  %59 = load i32, ptr %58, align 4
  %60 = insertelement <32 x i32> %55, i32 %59, i64 5
  %61 = add i64 %31, 6
  %62 = mul i64 %61, %8
  %63 = getelementptr i8, ptr %24, i64 %62
  %64 = load i32, ptr %63, align 4
  %65 = insertelement <32 x i32> %60, i32 %64, i64 6
  %66 = add i64 %31, 7
  %67 = mul i64 %66, %8
  %68 = getelementptr i8, ptr %24, i64 %67
  %69 = load i32, ptr %68, align 4
  %70 = insertelement <32 x i32> %65, i32 %69, i64 7
  %71 = add i64 %31, 8
  %72 = mul i64 %71, %8
  %73 = getelementptr i8, ptr %24, i64 %72
  %74 = load i32, ptr %73, align 4
  %75 = insertelement <32 x i32> %70, i32 %74, i64 8
  %76 = add i64 %31, 9
  %77 = mul i64 %76, %8
  %78 = getelementptr i8, ptr %24, i64 %77
  %79 = load i32, ptr %78, align 4
  %80 = insertelement <32 x i32> %75, i32 %79, i64 9
  %81 = add i64 %31, 10
  %82 = mul i64 %81, %8
  %83 = getelementptr i8, ptr %24, i64 %82
  %84 = load i32, ptr %83, align 4
  %85 = insertelement <32 x i32> %80, i32 %84, i64 10
  %86 = add i64 %31, 11
  %87 = mul i64 %86, %8
  %88 = getelementptr i8, ptr %24, i64 %87
  %89 = load i32, ptr %88, align 4
  %90 = insertelement <32 x i32> %85, i32 %89, i64 11
  %91 = add i64 %31, 12
  %92 = mul i64 %91, %8
  %93 = getelementptr i8, ptr %24, i64 %92
  %94 = load i32, ptr %93, align 4
  %95 = insertelement <32 x i32> %90, i32 %94, i64 12
  %96 = add i64 %31, 13
  %97 = mul i64 %96, %8
  %98 = getelementptr i8, ptr %24, i64 %97
  %99 = load i32, ptr %98, align 4
  %100 = insertelement <32 x i32> %95, i32 %99, i64 13
  %101 = add i64 %31, 14
  %102 = mul i64 %101, %8
  %103 = getelementptr i8, ptr %24, i64 %102
  %104 = load i32, ptr %103, align 4
  %105 = insertelement <32 x i32> %100, i32 %104, i64 14
  %106 = add i64 %31, 15
  %107 = mul i64 %106, %8
  %108 = getelementptr i8, ptr %24, i64 %107
  %109 = load i32, ptr %108, align 4
  %110 = insertelement <32 x i32> %105, i32 %109, i64 15
  %111 = add i64 %31, 16
  %112 = mul i64 %111, %8
  %113 = getelementptr i8, ptr %24, i64 %112
  %114 = load i32, ptr %113, align 4
  %115 = insertelement <32 x i32> %110, i32 %114, i64 16
  %116 = add i64 %31, 17
  %117 = mul i64 %116, %8
  %118 = getelementptr i8, ptr %24, i64 %117
  %119 = load i32, ptr %118, align 4
  %120 = insertelement <32 x i32> %115, i32 %119, i64 17
  %121 = add i64 %31, 18
  %122 = mul i64 %121, %8
  %123 = getelementptr i8, ptr %24, i64 %122
  %124 = load i32, ptr %123, align 4
  %125 = insertelement <32 x i32> %120, i32 %124, i64 18
  %126 = add i64 %31, 19
  %127 = mul i64 %126, %8
  %128 = getelementptr i8, ptr %24, i64 %127
  %129 = load i32, ptr %128, align 4
  %130 = insertelement <32 x i32> %125, i32 %129, i64 19
  %131 = add i64 %31, 20
  %132 = mul i64 %131, %8
  %133 = getelementptr i8, ptr %24, i64 %132
  %134 = load i32, ptr %133, align 4
  %135 = insertelement <32 x i32> %130, i32 %134, i64 20
  %136 = add i64 %31, 21
  %137 = mul i64 %136, %8
  %138 = getelementptr i8, ptr %24, i64 %137
  %139 = load i32, ptr %138, align 4
  %140 = insertelement <32 x i32> %135, i32 %139, i64 21
  %141 = add i64 %31, 22
  %142 = mul i64 %141, %8
  %143 = getelementptr i8, ptr %24, i64 %142
  %144 = load i32, ptr %143, align 4
  %145 = insertelement <32 x i32> %140, i32 %144, i64 22
  %146 = add i64 %31, 23
  %147 = mul i64 %146, %8
  %148 = getelementptr i8, ptr %24, i64 %147
  %149 = load i32, ptr %148, align 4
  %150 = insertelement <32 x i32> %145, i32 %149, i64 23
  %151 = add i64 %31, 24
  %152 = mul i64 %151, %8
  %153 = getelementptr i8, ptr %24, i64 %152
  %154 = load i32, ptr %153, align 4
  %155 = insertelement <32 x i32> %150, i32 %154, i64 24
  %156 = add i64 %31, 25
  %157 = mul i64 %156, %8
  %158 = getelementptr i8, ptr %24, i64 %157
  %159 = load i32, ptr %158, align 4
  %160 = insertelement <32 x i32> %155, i32 %159, i64 25
  %161 = add i64 %31, 26
  %162 = mul i64 %161, %8
  %163 = getelementptr i8, ptr %24, i64 %162
  %164 = load i32, ptr %163, align 4
  %165 = insertelement <32 x i32> %160, i32 %164, i64 26
  %166 = add i64 %31, 27
  %167 = mul i64 %166, %8
  %168 = getelementptr i8, ptr %24, i64 %167
  %169 = load i32, ptr %168, align 4
  %170 = insertelement <32 x i32> %165, i32 %169, i64 27
  %171 = add i64 %31, 28
  %172 = mul i64 %171, %8
  %173 = getelementptr i8, ptr %24, i64 %172
  %174 = load i32, ptr %173, align 4
  %175 = insertelement <32 x i32> %170, i32 %174, i64 28
  %176 = add i64 %31, 29
  %177 = mul i64 %176, %8
  %178 = getelementptr i8, ptr %24, i64 %177
  %179 = load i32, ptr %178, align 4
  %180 = insertelement <32 x i32> %175, i32 %179, i64 29
  %181 = add i64 %31, 30
  %182 = mul i64 %181, %8
  %183 = getelementptr i8, ptr %24, i64 %182
  %184 = load i32, ptr %183, align 4
  %185 = insertelement <32 x i32> %180, i32 %184, i64 30
  %186 = add i64 %31, 31
  %187 = mul i64 %186, %8
  %188 = getelementptr i8, ptr %24, i64 %187
  %189 = load i32, ptr %188, align 4
  %190 = insertelement <32 x i32> %185, i32 %189, i64 31
  %191 = getelementptr inbounds i32, ptr %26, i64 %31
  %192 = load <32 x i32>, ptr %191, align 4
  %193 = icmp slt <32 x i32> %190, %192
  %194 = zext <32 x i1> %193 to <32 x i8>
  %195 = sub i64 %3, 1
  %196 = sub i64 %195, 0
  %197 = and i64 %196, -32
  %198 = add i64 0, %197
  %199 = icmp slt i64 0, %198
  br i1 %199, label %loop1, label %done2

few:                                              ; preds = %loop
  %200 = icmp slt i64 0, %3
  br i1 %200, label %loop3, label %done4

points_done:                                      ; preds = %done4, %done2
  %201 = add nuw nsw i64 %22, 1
  %202 = icmp slt i64 %201, %4
  br i1 %202, label %loop, label %done

loop1:                                            ; preds = %loop1, %vectors
  %203 = phi i64 [ 0, %vectors ], [ %494, %loop1 ]
  %204 = mul i64 %203, %8
  %205 = getelementptr i8, ptr %24, i64 %204
  %206 = load i32, ptr %205, align 4
  %207 = insertelement <32 x i32> poison, i32 %206, i64 0
  %208 = add i64 %203, 1
  %209 = mul i64 %208, %8
  %210 = getelementptr i8, ptr %24, i64 %209
  %211 = load i32, ptr %210, align 4
  %212 = insertelement <32 x i32> %207, i32 %211, i64 1
  %213 = add i64 %203, 2
  %214 = mul i64 %213, %8
  %215 = getelementptr i8, ptr %24, i64 %214
  %216 = load i32, ptr %215, align 4
  %217 = insertelement <32 x i32> %212, i32 %216, i64 2
  %218 = add i64 %203, 3
  %219 = mul i64 %218, %8
  %220 = getelementptr i8, ptr %24, i64 %219
  %221 = load i32, ptr %220, align 4
  %222 = insertelement <32 x i32> %217, i32 %221, i64 3
  %223 = add i64 %203, 4
  %224 = mul i64 %223, %8
  %225 = getelementptr i8, ptr %24, i64 %224
  %226 = load i32, ptr %225, align 4
  %227 = insertelement <32 x i32> %222, i32 %226, i64 4
  %228 = add i64 %203, 5
  %229 = mul i64 %228, %8
  %230 = getelementptr i8, ptr %24, i64 %229
  %231 = load i32, ptr %230, align 4
  %232 = insertelement <32 x i32> %227, i32 %231, i64 5
  %233 = add i64 %203, 6
  %234 = mul i64 %233, %8
  %235 = getelementptr i8, ptr %24, i64 %234
  %236 = load i32, ptr %235, align 4
  %237 = insertelement <32 x i32> %232, i32 %236, i64 6
  %238 = add i64 %203, 7
  %239 = mul i64 %238, %8
  %240 = getelementptr i8, ptr %24, i64 %239
  %241 = load i32, ptr %240, align 4
  %242 = insertelement <32 x i32> %237, i32 %241, i64 7
  %243 = add i64 %203, 8
  %244 = mul i64 %243, %8
  %245 = getelementptr i8, ptr %24, i64 %244
  %246 = load i32, ptr %245, align 4
  %247 = insertelement <32 x i32> %242, i32 %246, i64 8
  %248 = add i64 %203, 9
  %249 = mul i64 %248, %8
  %250 = getelementptr i8, ptr %24, i64 %249
  %251 = load i32, ptr %250, align 4
  %252 = insertelement <32 x i32> %247, i32 %251, i64 9
  %253 = add i64 %203, 10
  %254 = mul i64 %253, %8
  %255 = getelementptr i8, ptr %24, i64 %254
  %256 = load i32, ptr %255, align 4
  %257 = insertelement <32 x i32> %252, i32 %256, i64 10
  %258 = add i64 %203, 11
  %259 = mul i64 %258, %8
  %260 = getelementptr i8, ptr %24, i64 %259
  %261 = load i32, ptr %260, align 4
  %262 = insertelement <32 x i32> %257, i32 %261, i64 11
  %263 = add i64 %203, 12
  %264 = mul i64 %263, %8
  %265 = getelementptr i8, ptr %24, i64 %264
  %266 = load i32, ptr %265, align 4
  %267 = insertelement <32 x i32> %262, i32 %266, i64 12
  %268 = add i64 %203, 13
  %269 = mul i64 %268, %8
  %270 = getelementptr i8, ptr %24, i64 %269
  %271 = load i32, ptr %270, align 4
  %272 = insertelement <32 x i32> %267, i32 %271, i64 13
  %273 = add i64 %203, 14
  %274 = mul i64 %273, %8
  %275 = getelementptr i8, ptr %24, i64 %274
  %276 = load i32, ptr %275, align 4
  %277 = insertelement <32 x i32> %272, i32 %276, i64 14
  %278 = add i64 %203, 15
  %279 = mul i64 %278, %8
  %280 = getelementptr i8, ptr %24, i64 %279
  %281 = load i32, ptr %280, align 4
  %282 = insertelement <32 x i32> %277, i32 %281, i64 15
  %283 = add i64 %203, 16
  %284 = mul i64 %283, %8
  %285 = getelementptr i8, ptr %24, i64 %284
  %286 = load i32, ptr %285, align 4
  %287 = insertelement <32 x i32> %282, i32 %286, i64 16
  %288 = add i64 %203, 17
  %289 = mul i64 %288, %8
  %290 = getelementptr i8, ptr %24, i64 %289
  %291 = load i32, ptr %290, align 4
  %292 = insertelement <32 x i32> %287, i32 %291, i64 17
  %293 = add i64 %203, 18
  %294 = mul i64 %293, %8
  %295 = getelementptr i8, ptr %24, i64 %294
  %296 = load i32, ptr %295, align 4
  %297 = insertelement <32 x i32> %292, i32 %296, i64 18
  %298 = add i64 %203, 19
  %299 = mul i64 %298, %8
  %300 = getelementptr i8, ptr %24, i64 %299
  %301 = load i32, ptr %300, align 4
  %302 = insertelement <32 x i32> %297, i32 %301, i64 19
  %303 = add i64 %203, 20
  %304 = mul i64 %303, %8
  %305 = getelementptr i8, ptr %24, i64 %304
  %306 = load i32, ptr %305, align 4
  %307 = insertelement <32 x i32> %302, i32 %306, i64 20
  %308 = add i64 %203, 21
  %309 = mul i64 %308, %8
  %310 = getelementptr i8, ptr %24, i64 %309
  %311 = load i32, ptr %310, align 4
  %312 = insertelement <32 x i32> %307, i32 %311, i64 21
  %313 = add i64 %203, 22
  %314 = mul i64 %313, %8
  %315 = getelementptr i8, ptr %24, i64 %314
  %316 = load i32, ptr %315, align 4
  %317 = insertelement <32 x i32> %312, i32 %316, i64 22
  %318 = add i64 %203, 23
  %319 = mul i64 %318, %8
  %320 = getelementptr i8, ptr %24, i64 %319
  %321 = load i32, ptr %320, align 4
  %322 = insertelement <32 x i32> %317, i32 %321, i64 23
  %323 = add i64 %203, 24
  %324 = mul i64 %323, %8
  %325 = getelementptr i8, ptr %24, i64 %324
  %326 = load i32, ptr %325, align 4
  %327 = insertelement <32 x i32> %322, i32 %326, i64 24
  %328 = add i64 %203, 25
  %329 = mul i64 %328, %8
  %330 = getelementptr i8, ptr %24, i64 %329
  %331 = load i32, ptr %330, align 4
  %332 = insertelement <32 x i32> %327, i32 %331, i64 25
  %333 = add i64 %203, 26
  %334 = mul i64 %333, %8
  %335 = getelementptr i8, ptr %24, i64 %334
  %336 = load i32, ptr %335, align 4
  %337 = insertelement <32 x i32> %332, i32 %336, i64 26
  %338 = add i64 %203, 27
  %339 = mul i64 %338, %8
  %340 = getelementptr i8, ptr %24, i64 %339
  %341 = load i32, ptr %340, align 4
  %342 = insertelement <32 x i32> %337, i32 %341, i64 27
  %343 = add i64 %203, 28
  %344 = mul i64 %343, %8
  %345 = getelementptr i8, ptr %24, i64 %344
  %346 = load i32, ptr %345, align 4
  %347 = insertelement <32 x i32> %342, i32 %346, i64 28
  %348 = add i64 %203, 29
  %349 = mul i64 %348, %8
  %350 = getelementptr i8, ptr %24, i64 %349
  %351 = load i32, ptr %350, align 4
  %352 = insertelement <32 x i32> %347, i32 %351, i64 29
  %353 = add i64 %203, 30
  %354 = mul i64 %353, %8
  %355 = getelementptr i8, ptr %24, i64 %354
  %356 = load i32, ptr %355, align 4
  %357 = insertelement <32 x i32> %352, i32 %356, i64 30
  %358 = add i64 %203, 31
  %359 = mul i64 %358, %8
  %360 = getelementptr i8, ptr %24, i64 %359
  %361 = load i32, ptr %360, align 4
  %362 = insertelement <32 x i32> %357, i32 %361, i64 31
  %363 = getelementptr inbounds i32, ptr %26, i64 %203
  %364 = load <32 x i32>, ptr %363, align 4
  %365 = icmp slt <32 x i32> %362, %364
  %366 = zext <32 x i1> %365 to <32 x i8>
  %367 = mul i64 %203, %18
  %368 = getelementptr i8, ptr %28, i64 %367
  %369 = extractelement <32 x i8> %366, i64 0
  store i8 %369, ptr %368, align 1
  %370 = add i64 %203, 1
  %371 = mul i64 %370, %18
  %372 = getelementptr i8, ptr %28, i64 %371
  %373 = extractelement <32 x i8> %366, i64 1
  store i8 %373, ptr %372, align 1
  %374 = add i64 %203, 2
  %375 = mul i64 %374, %18
  %376 = getelementptr i8, ptr %28, i64 %375
  %377 = extractelement <32 x i8> %366, i64 2
  store i8 %377, ptr %376, align 1
  %378 = add i64 %203, 3
  %379 = mul i64 %378, %18
  %380 = getelementptr i8, ptr %28, i64 %379
  %381 = extractelement <32 x i8> %366, i64 3
  store i8 %381, ptr %380, align 1
  %382 = add i64 %203, 4
  %383 = mul i64 %382, %18
  %384 = getelementptr i8, ptr %28, i64 %383
  %385 = extractelement <32 x i8> %366, i64 4
  store i8 %385, ptr %384, align 1
  %386 = add i64 %203, 5
  %387 = mul i64 %386, %18
  %388 = getelementptr i8, ptr %28, i64 %387
  %389 = extractelement <32 x i8> %366, i64 5
  store i8 %389, ptr %388, align 1
  %390 = add i64 %203, 6
  %391 = mul i64 %390, %18
  %392 = getelementptr i8, ptr %28, i64 %391
  %393 = extractelement <32 x i8> %366, i64 6
  store i8 %393, ptr %392, align 1
  %394 = add i64 %203, 7
  %395 = mul i64 %394, %18
  %396 = getelementptr i8, ptr %28, i64 %395
  %397 = extractelement <32 x i8> %366, i64 7
  store i8 %397, ptr %396, align 1
  %398 = add i64 %203, 8
  %399 = mul i64 %398, %18
  %400 = getelementptr i8, ptr %28, i64 %399
  %401 = extractelement <32 x i8> %366, i64 8
  store i8 %401, ptr %400, align 1
  %402 = add i64 %203, 9
  %403 = mul i64 %402, %18
  %404 = getelementptr i8, ptr %28, i64 %403
  %405 = extractelement <32 x i8> %366, i64 9
  store i8 %405, ptr %404, align 1
  %406 = add i64 %203, 10
  %407 = mul i64 %406, %18
  %408 = getelementptr i8, ptr %28, i64 %407
  %409 = extractelement <32 x i8> %366, i64 10
  store i8 %409, ptr %408, align 1
  %410 = add i64 %203, 11
  %411 = mul i64 %410, %18
  %412 = getelementptr i8, ptr %28, i64 %411
  %413 = extractelement <32 x i8> %366, i64 11
  store i8 %413, ptr %412, align 1
  %414 = add i64 %203, 12
  %415 = mul i64 %414, %18
  %416 = getelementptr i8, ptr %28, i64 %415
  %417 = extractelement <32 x i8> %366, i64 12
  store i8 %417, ptr %416, align 1
  %418 = add i64 %203, 13
  %419 = mul i64 %418, %18
  %420 = getelementptr i8, ptr %28, i64 %419
  %421 = extractelement <32 x i8> %366, i64 13
  store i8 %421, ptr %420, align 1
  %422 = add i64 %203, 14
  %423 = mul i64 %422, %18
  %424 = getelementptr i8, ptr %28, i64 %423
  %425 = extractelement <32 x i8> %366, i64 14
  store i8 %425, ptr %424, align 1
  %426 = add i64 %203, 15
  %427 = mul i64 %426, %18
  %428 = getelementptr i8, ptr %28, i64 %427
  %429 = extractelement <32 x i8> %366, i64 15
  store i8 %429, ptr %428, align 1
  %430 = add i64 %203, 16
  %431 = mul i64 %430, %18
  %432 = getelementptr i8, ptr %28, i64 %431
  %433 = extractelement <32 x i8> %366, i64 16
  store i8 %433, ptr %432, align 1
  %434 = add i64 %203, 17
  %435 = mul i64 %434, %18
  %436 = getelementptr i8, ptr %28, i64 %435
  %437 = extractelement <32 x i8> %366, i64 17
  store i8 %437, ptr %436, align 1
  %438 = add i64 %203, 18
  %439 = mul i64 %438, %18
  %440 = getelementptr i8, ptr %28, i64 %439
  %441 = extractelement <32 x i8> %366, i64 18
  store i8 %441, ptr %440, align 1
  %442 = add i64 %203, 19
  %443 = mul i64 %442, %18
  %444 = getelementptr i8, ptr %28, i64 %443
  %445 = extractelement <32 x i8> %366, i64 19
  store i8 %445, ptr %444, align 1
  %446 = add i64 %203, 20
  %447 = mul i64 %446, %18
  %448 = getelementptr i8, ptr %28, i64 %447
  %449 = extractelement <32 x i8> %366, i64 20
  store i8 %449, ptr %448, align 1
  %450 = add i64 %203, 21
  %451 = mul i64 %450, %18
  %452 = getelementptr i8, ptr %28, i64 %451
  %453 = extractelement <32 x i8> %366, i64 21
  store i8 %453, ptr %452, align 1
  %454 = add i64 %203, 22
  %455 = mul i64 %454, %18
  %456 = getelementptr i8, ptr %28, i64 %455
  %457 = extractelement <32 x i8> %366, i64 22
  store i8 %457, ptr %456, align 1
  %458 = add i64 %203, 23
  %459 = mul i64 %458, %18
  %460 = getelementptr i8, ptr %28, i64 %459
  %461 = extractelement <32 x i8> %366, i64 23
  store i8 %461, ptr %460, align 1
  %462 = add i64 %203, 24
  %463 = mul i64 %462, %18
  %464 = getelementptr i8, ptr %28, i64 %463
  %465 = extractelement <32 x i8> %366, i64 24
  store i8 %465, ptr %464, align 1
  %466 = add i64 %203, 25
  %467 = mul i64 %466, %18
  %468 = getelementptr i8, ptr %28, i64 %467
  %469 = extractelement <32 x i8> %366, i64 25
  store i8 %469, ptr %468, align 1
  %470 = add i64 %203, 26
  %471 = mul i64 %470, %18
  %472 = getelementptr i8, ptr %28, i64 %471
  %473 = extractelement <32 x i8> %366, i64 26
  store i8 %473, ptr %472, align 1
  %474 = add i64 %203, 27
  %475 = mul i64 %474, %18
  %476 = getelementptr i8, ptr %28, i64 %475
  %477 = extractelement <32 x i8> %366, i64 27
  store i8 %477, ptr %476, align 1
  %478 = add i64 %203, 28
  %479 = mul i64 %478, %18
  %480 = getelementptr i8, ptr %28, i64 %479
  %481 = extractelement <32 x i8> %366, i64 28
  store i8 %481, ptr %480, align 1
  %482 = add i64 %203, 29
  %483 = mul i64 %482, %18
  %484 = getelementptr i8, ptr %28, i64 %483
  %485 = extractelement <32 x i8> %366, i64 29
  store i8 %485, ptr %484, align 1
  %486 = add i64 %203, 30
  %487 = mul i64 %486, %18
  %488 = getelementptr i8, ptr %28, i64 %487
  %489 = extractelement <32 x i8> %366, i64 30
  store i8 %489, ptr %488, align 1
  %490 = add i64 %203, 31
  %491 = mul i64 %490, %18
  %492 = getelementptr i8, ptr %28, i64 %491
  %493 = extractelement <32 x i8> %366, i64 31
  store i8 %493, ptr %492, align 1
  %494 = add nuw nsw i64 %203, 32
  %495 = icmp slt i64 %494, %198
  br i1 %495, label %loop1, label %done2

done2:                                            ; preds = %loop1, %vectors
  %496 = mul i64 %31, %18
  %497 = getelementptr i8, ptr %28, i64 %496
  %498 = extractelement <32 x i8> %194, i64 0
  store i8 %498, ptr %497, align 1
  %499 = add i64 %31, 1
  %500 = mul i64 %499, %18
  %501 = getelementptr i8, ptr %28, i64 %500
  %502 = extractelement <32 x i8> %194, i64 1
  store i8 %502, ptr %501, align 1
  %503 = add i64 %31, 2
  %504 = mul i64 %503, %18
  %505 = getelementptr i8, ptr %28, i64 %504
  %506 = extractelement <32 x i8> %194, i64 2
  store i8 %506, ptr %505, align 1
  %507 = add i64 %31, 3
  %508 = mul i64 %507, %18
  %509 = getelementptr i8, ptr %28, i64 %508
  %510 = extractelement <32 x i8> %194, i64 3
  store i8 %510, ptr %509, align 1
  %511 = add i64 %31, 4
  %512 = mul i64 %511, %18
  %513 = getelementptr i8, ptr %28, i64 %512
  %514 = extractelement <32 x i8> %194, i64 4
  store i8 %514, ptr %513, align 1
  %515 = add i64 %31, 5
  %516 = mul i64 %515, %18
  %517 = getelementptr i8, ptr %28, i64 %516
  %518 = extractelement <32 x i8> %194, i64 5
  store i8 %518, ptr %517, align 1
  %519 = add i64 %31, 6
  %520 = mul i64 %519, %18
  %521 = getelementptr i8, ptr %28, i64 %520
  %522 = extractelement <32 x i8> %194, i64 6
  store i8 %522, ptr %521, align 1
  %523 = add i64 %31, 7
  %524 = mul i64 %523, %18
  %525 = getelementptr i8, ptr %28, i64 %524
  %526 = extractelement <32 x i8> %194, i64 7
  store i8 %526, ptr %525, align 1
  %527 = add i64 %31, 8
  %528 = mul i64 %527, %18
  %529 = getelementptr i8, ptr %28, i64 %528
  %530 = extractelement <32 x i8> %194, i64 8
  store i8 %530, ptr %529, align 1
  %531 = add i64 %31, 9
  %532 = mul i64 %531, %18
  %533 = getelementptr i8, ptr %28, i64 %532
  %534 = extractelement <32 x i8> %194, i64 9
  store i8 %534, ptr %533, align 1
  %535 = add i64 %31, 10
  %536 = mul i64 %535, %18
  %537 = getelementptr i8, ptr %28, i64 %536
  %538 = extractelement <32 x i8> %194, i64 10
  store i8 %538, ptr %537, align 1
  %539 = add i64 %31, 11
  %540 = mul i64 %539, %18
  %541 = getelementptr i8, ptr %28, i64 %540
  %542 = extractelement <32 x i8> %194, i64 11
  store i8 %542, ptr %541, align 1
  %543 = add i64 %31, 12
  %544 = mul i64 %543, %18
  %545 = getelementptr i8, ptr %28, i64 %544
  %546 = extractelement <32 x i8> %194, i64 12
  store i8 %546, ptr %545, align 1
  %547 = add i64 %31, 13
  %548 = mul i64 %547, %18
  %549 = getelementptr i8, ptr %28, i64 %548
  %550 = extractelement <32 x i8> %194, i64 13
  store i8 %550, ptr %549, align 1
  %551 = add i64 %31, 14
  %552 = mul i64 %551, %18
  %553 = getelementptr i8, ptr %28, i64 %552
  %554 = extractelement <32 x i8> %194, i64 14
  store i8 %554, ptr %553, align 1
  %555 = add i64 %31, 15
  %556 = mul i64 %555, %18
  %557 = getelementptr i8, ptr %28, i64 %556
  %558 = extractelement <32 x i8> %194, i64 15
  store i8 %558, ptr %557, align 1
  %559 = add i64 %31, 16
  %560 = mul i64 %559, %18
  %561 = getelementptr i8, ptr %28, i64 %560
  %562 = extractelement <32 x i8> %194, i64 16
  store i8 %562, ptr %561, align 1
  %563 = add i64 %31, 17
  %564 = mul i64 %563, %18
  %565 = getelementptr i8, ptr %28, i64 %564
  %566 = extractelement <32 x i8> %194, i64 17
  store i8 %566, ptr %565, align 1
  %567 = add i64 %31, 18
  %568 = mul i64 %567, %18
  %569 = getelementptr i8, ptr %28, i64 %568
  %570 = extractelement <32 x i8> %194, i64 18
  store i8 %570, ptr %569, align 1
  %571 = add i64 %31, 19
  %572 = mul i64 %571, %18
  %573 = getelementptr i8, ptr %28, i64 %572
  %574 = extractelement <32 x i8> %194, i64 19
  store i8 %574, ptr %573, align 1
  %575 = add i64 %31, 20
  %576 = mul i64 %575, %18
  %577 = getelementptr i8, ptr %28, i64 %576
  %578 = extractelement <32 x i8> %194, i64 20
  store i8 %578, ptr %577, align 1
  %579 = add i64 %31, 21
  %580 = mul i64 %579, %18
  %581 = getelementptr i8, ptr %28, i64 %580
  %582 = extractelement <32 x i8> %194, i64 21
  store i8 %582, ptr %581, align 1
  %583 = add i64 %31, 22
  %584 = mul i64 %583, %18
  %585 = getelementptr i8, ptr %28, i64 %584
  %586 = extractelement <32 x i8> %194, i64 22
  store i8 %586, ptr %585, align 1
  %587 = add i64 %31, 23
  %588 = mul i64 %587, %18
  %589 = getelementptr i8, ptr %28, i64 %588
  %590 = extractelement <32 x i8> %194, i64 23
  store i8 %590, ptr %589, align 1
  %591 = add i64 %31, 24
  %592 = mul i64 %591, %18
  %593 = getelementptr i8, ptr %28, i64 %592
  %594 = extractelement <32 x i8> %194, i64 24
  store i8 %594, ptr %593, align 1
  %595 = add i64 %31, 25
  %596 = mul i64 %595, %18
  %597 = getelementptr i8, ptr %28, i64 %596
  %598 = extractelement <32 x i8> %194, i64 25
  store i8 %598, ptr %597, align 1
  %599 = add i64 %31, 26
  %600 = mul i64 %599, %18
  %601 = getelementptr i8, ptr %28, i64 %600
  %602 = extractelement <32 x i8> %194, i64 26
  store i8 %602, ptr %601, align 1
  %603 = add i64 %31, 27
  %604 = mul i64 %603, %18
  %605 = getelementptr i8, ptr %28, i64 %604
  %606 = extractelement <32 x i8> %194, i64 27
  store i8 %606, ptr %605, align 1
  %607 = add i64 %31, 28
  %608 = mul i64 %607, %18
  %609 = getelementptr i8, ptr %28, i64 %608
  %610 = extractelement <32 x i8> %194, i64 28
  store i8 %610, ptr %609, align 1
  %611 = add i64 %31, 29
  %612 = mul i64 %611, %18
  %613 = getelementptr i8, ptr %28, i64 %612
  %614 = extractelement <32 x i8> %194, i64 29
  store i8 %614, ptr %613, align 1
  %615 = add i64 %31, 30
  %616 = mul i64 %615, %18
  %617 = getelementptr i8, ptr %28, i64 %616
  %618 = extractelement <32 x i8> %194, i64 30
  store i8 %618, ptr %617, align 1
  %619 = add i64 %31, 31
  %620 = mul i64 %619, %18
  %621 = getelementptr i8, ptr %28, i64 %620
  %622 = extractelement <32 x i8> %194, i64 31
  store i8 %622, ptr %621, align 1
  br label %points_done

loop3:                                            ; preds = %loop3, %few
  %623 = phi i64 [ 0, %few ], [ %633, %loop3 ]
  %624 = mul i64 %623, %8
  %625 = getelementptr i8, ptr %24, i64 %624
  %626 = load i32, ptr %625, align 4
  %627 = getelementptr inbounds i32, ptr %26, i64 %623
  %628 = load i32, ptr %627, align 4
  %629 = icmp slt i32 %626, %628
  %630 = zext i1 %629 to i8
  %631 = mul i64 %623, %18
  %632 = getelementptr i8, ptr %28, i64 %631
  store i8 %630, ptr %632, align 1
  %633 = add nuw nsw i64 %623, 1
  %634 = icmp slt i64 %633, %3
  br i1 %634, label %loop3, label %done4

done4:                                            ; preds = %loop3, %few
  br label %points_done
}

attributes #0 = { nounwind "prefer-vector-width"="256" "target-cpu"="x86-64-v3" "target-features" }

!0 = !{}
