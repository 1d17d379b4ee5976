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

loop:                                             ; preds = %done6, %entry
  %22 = phi i64 [ 0, %entry ], [ %425, %done6 ]
  %23 = mul i64 %22, %10
  %24 = getelementptr i8, ptr %6, i64 %23
  %25 = mul i64 %22, %14
  %26 = getelementptr i8, ptr %12, i64 %25
  %27 = mul i64 %22, %20
  %28 = getelementptr i8, ptr %16, i64 %27
  %29 = and i64 %3, -32
  %30 = icmp slt i64 0, %29
  br i1 %30, label %loop1, label %done2

done:                                             ; preds = %done6, %entry
  ret void

loop1:                                            ; preds = %loop1, %loop
  %31 = phi i64 [ 0, %loop ], [ %331, %loop1 ]
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
  %75 = mul i64 %31, %18
  %76 = getelementptr i8, ptr %28, i64 %75
  %77 = extractelement <8 x i8> %74, i64 0
  store i8 %77, ptr %76, align 1
  %78 = add i64 %31, 1
  %79 = mul i64 %78, %18
  %80 = getelementptr i8, ptr %28, i64 %79
  %81 = extractelement <8 x i8> %74, i64 1
  store i8 %81, ptr %80, align 1
  %82 = add i64 %31, 2
  %83 = mul i64 %82, %18
  %84 = getelementptr i8, ptr %28, i64 %83
  %85 = extractelement <8 x i8> %74, i64 2
  store i8 %85, ptr %84, align 1
  %86 = add i64 %31, 3
  %87 = mul i64 %86, %18
  %88 = getelementptr i8, ptr %28, i64 %87
  %89 = extractelement <8 x i8> %74, i64 3
  store i8 %89, ptr %88, align 1
  %90 = add i64 %31, 4
  %91 = mul i64 %90, %18
  %92 = getelementptr i8, ptr %28, i64 %91
  %93 = extractelement <8 x i8> %74, i64 4
  store i8 %93, ptr %92, align 1
  %94 = add i64 %31, 5
  %95 = mul i64 %94, %18
  %96 = getelementptr i8, ptr %28, i64 %95
  %97 = extractelement <8 x i8> %74, i64 5
  store i8 %97, ptr %96, align 1
  %98 = add i64 %31, 6
  %99 = mul i64 %98, %18
  %100 = getelementptr i8, ptr %28, i64 %99
  %101 = extractelement <8 x i8> %74, i64 6
  store i8 %101, ptr %100, align 1
  %102 = add i64 %31, 7
  %103 = mul i64 %102, %18
  %104 = getelementptr i8, ptr %28, i64 %103
  %105 = extractelement <8 x i8> %74, i64 7
  store i8 %105, ptr %104, align 1
  %106 = add nuw nsw i64 %31, 8
  %107 = mul i64 %106, %8
  %108 = getelementptr i8, ptr %24, i64 %107
  %109 = load i32, ptr %108, align 4
  %110 = insertelement <8 x i32> poison, i32 %109, i64 0
  %111 = add i64 %106, 1
  %112 = mul i64 %111, %8
  %113 = getelementptr i8, ptr %24, i64 %112
  %114 = load i32, ptr %113, align 4
  %115 = insertelement <8 x i32> %110, i32 %114, i64 1
  %116 = add i64 %106, 2
  %117 = mul i64 %116, %8
  %118 = getelementptr i8, ptr %24, i64 %117
  %119 = load i32, ptr %118, align 4
  %120 = insertelement <8 x i32> %115, i32 %119, i64 2
  %121 = add i64 %106, 3
  %122 = mul i64 %121, %8
  %123 = getelementptr i8, ptr %24, i64 %122
  %124 = load i32, ptr %123, align 4
  %125 = insertelement <8 x i32> %120, i32 %124, i64 3
  %126 = add i64 %106, 4
  %127 = mul i64 %126, %8
  %128 = getelementptr i8, ptr %24, i64 %127
  %129 = load i32, ptr %128, align 4
  %130 = insertelement <8 x i32> %125, i32 %129, i64 4
  %131 = add i64 %106, 5
  %132 = mul i64 %131, %8
  %133 = getelementptr i8, ptr %24, i64 %132
  %134 = load i32, ptr %133, align 4
  %135 = insertelement <8 x i32> %130, i32 %134, i64 5
  %136 = add i64 %106, 6
  %137 = mul i64 %136, %8
  %138 = getelementptr i8, ptr %24, i64 %137
  %139 = load i32, ptr %138, align 4
  %140 = insertelement <8 x i32> %135, i32 %139, i64 6
  %141 = add i64 %106, 7
  %142 = mul i64 %141, %8
  %143 = getelementptr i8, ptr %24, i64 %142
  %144 = load i32, ptr %143, align 4
  %145 = insertelement <8 x i32> %140, i32 %144, i64 7
  %146 = getelementptr inbounds i32, ptr %26, i64 %106
  %147 = load <8 x i32>, ptr %146, align 4
  %148 = icmp slt <8 x i32> %145, %147
  %149 = zext <8 x i1> %148 to <8 x i8>
  %150 = mul i64 %106, %18
  %151 = getelementptr i8, ptr %28, i64 %150
  %152 = extractelement <8 x i8> %149, i64 0
  store i8 %152, ptr %151, align 1
  %153 = add i64 %106, 1
  %154 = mul i64 %153, %18
  %155 = getelementptr i8, ptr %28, i64 %154
  %156 = extractelement <8 x i8> %149, i64 1
  store i8 %156, ptr %155, align 1
  %157 = add i64 %106, 2
  %158 = mul i64 %157, %18
  %159 = getelementptr i8, ptr %28, i64 %158
  %160 = extractelement <8 x i8> %149, i64 2
  store i8 %160, ptr %159, align 1
  %161 = add i64 %106, 3
  %162 = mul i64 %161, %18
  %163 = getelementptr i8, ptr %28, i64 %162
  %164 = extractelement <8 x i8> %149, i64 3
  store i8 %164, ptr %163, align 1
  %165 = add i64 %106, 4
  %166 = mul i64 %165, %18
  %167 = getelementptr i8, ptr %28, i64 %166
  %168 = extractelement <8 x i8> %149, i64 4
  store i8 %168, ptr %167, align 1
  %169 = add i64 %106, 5
  %170 = mul i64 %169, %18
  %171 = getelementptr i8, ptr %28, i64 %170
  %172 = extractelement <8 x i8> %149, i64 5
  store i8 %172, ptr %171, align 1
  %173 = add i64 %106, 6
  %174 = mul i64 %173, %18
  %175 = getelementptr i8, ptr %28, i64 %174
  %176 = extractelement <8 x i8> %149, i64 6
  store i8 %176, ptr %175, align 1
  %177 = add i64 %106, 7
  %178 = mul i64 %177, %18
  %179 = getelementptr i8, ptr %28, i64 %178
  %180 = extractelement <8 x i8> %149, i64 7
  store i8 %180, ptr %179, align 1
  %181 = add nuw nsw i64 %31, 16
  %182 = mul i64 %181, %8
  %183 = getelementptr i8, ptr %24, i64 %182
  %184 = load i32, ptr %183, align 4
  %185 = insertelement <8 x i32> poison, i32 %184, i64 0
  %186 = add i64 %181, 1
  %187 = mul i64 %186, %8
  %188 = getelementptr i8, ptr %24, i64 %187
  %189 = load i32, ptr %188, align 4
  %190 = insertelement <8 x i32> %185, i32 %189, i64 1
  %191 = add i64 %181, 2
  %192 = mul i64 %191, %8
  %193 = getelementptr i8, ptr %24, i64 %192
  %194 = load i32, ptr %193, align 4
  %195 = insertelement <8 x i32> %190, i32 %194, i64 2
  %196 = add i64 %181, 3
  %197 = mul i64 %196, %8
  %198 = getelementptr i8, ptr %24, i64 %197
  %199 = load i32, ptr %198, align 4
  %200 = insertelement <8 x i32> %195, i32 %199, i64 3
  %201 = add i64 %181, 4
  %202 = mul i64 %201, %8
  %203 = getelementptr i8, ptr %24, i64 %202
  %204 = load i32, ptr %203, align 4
  %205 = insertelement <8 x i32> %200, i32 %204, i64 4
  %206 = add i64 %181, 5
  %207 = mul i64 %206, %8
  %208 = getelementptr i8, ptr %24, i64 %207
  %209 = load i32, ptr %208, align 4
  %210 = insertelement <8 x i32> %205, i32 %209, i64 5
  %211 = add i64 %181, 6
  %212 = mul i64 %211, %8
  %213 = getelementptr i8, ptr %24, i64 %212
  %214 = load i32, ptr %213, align 4
  %215 = insertelement <8 x i32> %210, i32 %214, i64 6
  %216 = add i64 %181, 7
  %217 = mul i64 %216, %8
  %218 = getelementptr i8, ptr %24, i64 %217
  %219 = load i32, ptr %218, align 4
  %220 = insertelement <8 x i32> %215, i32 %219, i64 7
  %221 = getelementptr inbounds i32, ptr %26, i64 %181
  %222 = load <8 x i32>, ptr %221, align 4
  %223 = icmp slt <8 x i32> %220, %222
  %224 = zext <8 x i1> %223 to <8 x i8>
  %225 = mul i64 %181, %18
  %226 = getelementptr i8, ptr %28, i64 %225
  %227 = extractelement <8 x i8> %224, i64 0
  store i8 %227, ptr %226, align 1
  %228 = add i64 %181, 1
  %229 = mul i64 %228, %18
  %230 = getelementptr i8, ptr %28, i64 %229
  %231 = extractelement <8 x i8> %224, i64 1
  store i8 %231, ptr %230, align 1
  %232 = add i64 %181, 2
  %233 = mul i64 %232, %18
  %234 = getelementptr i8, ptr %28, i64 %233
  %235 = extractelement <8 x i8> %224, i64 2
  store i8 %235, ptr %234, align 1
  %236 = add i64 %181, 3
  %237 = mul i64 %236, %18
  %238 = getelementptr i8, ptr %28, i64 %237
  %239 = extractelement <8 x i8> %224, i64 3
  store i8 %239, ptr %238, align 1
  %240 = add i64 %181, 4
  %241 = mul i64 %240, %18
  %242 = getelementptr i8, ptr %28, i64 %241
  %243 = extractelement <8 x i8> %224, i64 4
  store i8 %243, ptr %242, align 1
  %244 = add i64 %181, 5
  %245 = mul i64 %244, %18
  %246 = getelementptr i8, ptr %28, i64 %245
  %247 = extractelement <8 x i8> %224, i64 5
  store i8 %247, ptr %246, align 1
  %248 = add i64 %181, 6
  %249 = mul i64 %248, %18
  %250 = getelementptr i8, ptr %28, i64 %249
  %251 = extractelement <8 x i8> %224, i64 6
  store i8 %251, ptr %250, align 1
  %252 = add i64 %181, 7
  %253 = mul i64 %252, %18
  %254 = getelementptr i8, ptr %28, i64 %253
  %255 = extractelement <8 x i8> %224, i64 7
  store i8 %255, ptr %254, align 1
  %256 = add nuw nsw i64 %31, 24
  %257 = mul i64 %256, %8
  %258 = getelementptr i8, ptr %24, i64 %257
  %259 = load i32, ptr %258, align 4
  %260 = insertelement <8 x i32> poison, i32 %259, i64 0
  %261 = add i64 %256, 1
  %262 = mul i64 %261, %8
  %263 = getelementptr i8, ptr %24, i64 %262
  %264 = load i32, ptr %263, align 4
  %265 = insertelement <8 x i32> %260, i32 %264, i64 1
  %266 = add i64 %256, 2
  %267 = mul i64 %266, %8
  %268 = getelementptr i8, ptr %24, i64 %267
  %269 = load i32, ptr %268, align 4
  %270 = insertelement <8 x i32> %265, i32 %269, i64 2
  %271 = add i64 %256, 3
  %272 = mul i64 %271, %8
  %273 = getelementptr i8, ptr %24, i64 %272
  %274 = load i32, ptr %273, align 4
  %275 = insertelement <8 x i32> %270, i32 %274, i64 3
  %276 = add i64 %256, 4
  %277 = mul i64 %276, %8
  %278 = getelementptr i8, ptr %24, i64 %277
  %279 = load i32, ptr %278, align 4
  %280 = insertelement <8 x i32> %275, i32 %279, i64 4
  %281 = add i64 %256, 5
  %282 = mul i64 %281, %8
  %283 = getelementptr i8, ptr %24, i64 %282
  %284 = load i32, ptr %283, align 4
  %285 = insertelement <8 x i32> %280, i32 %284, i64 5
  %286 = add i64 %256, 6
  %287 = mul i64 %286, %8
  %288 = getelementptr i8, ptr %24, i64 %287
  %289 = load i32, ptr %288, align 4
  %290 = insertelement <8 x i32> %285, i32 %289, i64 6
  %291 = add i64 %256, 7
  %292 = mul i64 %291, %8
  %293 = getelementptr i8, ptr %24, i64 %292
  %294 = load i32, ptr %293, align 4
  %295 = insertelement <8 x i32> %290, i32 %294, i64 7
  %296 = getelementptr inbounds i32, ptr %26, i64 %256
  %297 = load <8 x i32>, ptr %296, align 4
  %298 = icmp slt <8 x i32> %295, %297
  %299 = zext <8 x i1> %298 to <8 x i8>
  %300 = mul i64 %256, %18
  %301 = getelementptr i8, ptr %28, i64 %300
  %302 = extractelement <8 x i8> %299, i64 0
  store i8 %302, ptr %301, align 1
  %303 = add i64 %256, 1
  %304 = mul i64 %303, %18
  %305 = getelementptr i8, ptr %28, i64 %304
  %306 = extractelement <8 x i8> %299, i64 1
  store i8 %306, ptr %305, align 1
  %307 = add i64 %256, 2
  %308 = mul i64 %307, %18
  %309 = getelementptr i8, ptr %28, i64 %308
  %310 = extractelement <8 x i8> %299, i64 2
  store i8 %310, ptr %309, align 1
  %311 = add i64 %256, 3
  %312 = mul i64 %311, %18
  %313 = getelementptr i8, ptr %28, i64 %312
  %314 = extractelement <8 x i8> %299, i64 3
  store i8 %314, ptr %313, align 1
  %315 = add i64 %256, 4
  %316 = mul i64 %315, %18
  %317 = getelementptr i8, ptr %28, i64 %316
  %318 = extractelement <8 x i8> %299, i64 4
  store i8 %318, ptr %317, align 1
  %319 = add i64 %256, 5
  %320 = mul i64 %319, %18
  %321 = getelementptr i8, ptr %28, i64 %320
  %322 = extractelement <8 x i8> %299, i64 5
  store i8 %322, ptr %321, align 1
  %323 = add i64 %256, 6
  %324 = mul i64 %323, %18
  %325 = getelementptr i8, ptr %28, i64 %324
  %326 = extractelement <8 x i8> %299, i64 6
  store i8 %326, ptr %325, align 1
  %327 = add i64 %256, 7
  %328 = mul i64 %327, %18
  %329 = getelementptr i8, ptr %28, i64 %328
  %330 = extractelement <8 x i8> %299, i64 7
  store i8 %330, ptr %329, align 1
  %331 = add nuw nsw i64 %31, 32
  %332 = icmp slt i64 %331, %29
  br i1 %332, label %loop1, label %done2

done2:                                            ; preds = %loop1, %loop
  %333 = and i64 %3, -8
  %334 = icmp slt i64 %29, %333
  br i1 %334, label %loop3, label %done4

loop3:                                            ; preds = %loop3, %done2
  %335 = phi i64 [ %29, %done2 ], [ %410, %loop3 ]
  %336 = mul i64 %335, %8
  %337 = getelementptr i8, ptr %24, i64 %336
  %338 = load i32, ptr %337, align 4
  %339 = insertelement <8 x i32> poison, i32 %338, i64 0
  %340 = add i64 %335, 1
  %341 = mul i64 %340, %8
  %342 = getelementptr i8, ptr %24, i64 %341
  %343 = load i32, ptr %342, align 4
  %344 = insertelement <8 x i32> %339, i32 %343, i64 1
  %345 = add i64 %335, 2
  %346 = mul i64 %345, %8
  %347 = getelementptr i8, ptr %24, i64 %346
  %348 = load i32, ptr %347, align 4
  %349 = insertelement <8 x i32> %344, i32 %348, i64 2
  %350 = add i64 %335, 3
  %351 = mul i64 %350, %8
  %352 = getelementptr i8, ptr %24, i64 %351
  %353 = load i32, ptr %352, align 4
  %354 = insertelement <8 x i32> %349, i32 %353, i64 3
  %355 = add i64 %335, 4
  %356 = mul i64 %355, %8
  %357 = getelementptr i8, ptr %24, i64 %356
  %358 = load i32, ptr %357, align 4
  %359 = insertelement <8 x i32> %354, i32 %358, i64 4
  %360 = add i64 %335, 5
  %361 = mul i64 %360, %8
  %362 = getelementptr i8, ptr %24, i64 %361
  %363 = load i32, ptr %362, align 4
  %364 = insertelement <8 x i32> %359, i32 %363, i64 5
  %365 = add i64 %335, 6
  %366 = mul i64 %365, %8
  %367 = getelementptr i8, ptr %24, i64 %366
  %368 = load i32, ptr %367, align 4
  %369 = insertelement <8 x i32> %364, i32 %368, i64 6
  %370 = add i64 %335, 7
  %371 = mul i64 %370, %8
  %372 = getelementptr i8, ptr %24, i64 %371
  %373 = load i32, ptr %372, align 4
  %374 = insertelement <8 x i32> %369, i32 %373, i64 7
  %375 = getelementptr inbounds i32, ptr %26, i64 %335
  %376 = load <8 x i32>, ptr %375, align 4
  %377 = icmp slt <8 x i32> %374, %376
  %378 = zext <8 x i1> %377 to <8 x i8>
  %379 = mul i64 %335, %18
  %380 = getelementptr i8, ptr %28, i64 %379
  %381 = extractelement <8 x i8> %378, i64 0
  store i8 %381, ptr %380, align 1
  %382 = add i64 %335, 1
  %383 = mul i64 %382, %18
  %384 = getelementptr i8, ptr %28, i64 %383
  %385 = extractelement <8 x i8> %378, i64 1
  store i8 %385, ptr %384, align 1
  %386 = add i64 %335, 2
  %387 = mul i64 %386, %18
  %388 = getelementptr i8, ptr %28, i64 %387
  %389 = extractelement <8 x i8> %378, i64 2
  store i8 %389, ptr %388, align 1
  %390 = add i64 %335, 3
  %391 = mul i64 %390, %18
  %392 = getelementptr i8, ptr %28, i64 %391
  %393 = extractelement <8 x i8> %378, i64 3
  store i8 %393, ptr %392, align 1
  %394 = add i64 %335, 4
  %395 = mul i64 %394, %18
  %396 = getelementptr i8, ptr %28, i64 %395
  %397 = extractelement <8 x i8> %378, i64 4
  store i8 %397, ptr %396, align 1
  %398 = add i64 %335, 5
  %399 = mul i64 %398, %18
  %400 = getelementptr i8, ptr %28, i64 %399
  %401 = extractelement <8 x i8> %378, i64 5
  store i8 %401, ptr %400, align 1
  %402 = add i64 %335, 6
  %403 = mul i64 %402, %18
  %404 = getelementptr i8, ptr %28, i64 %403
  %405 = extractelement <8 x i8> %378, i64 6
  store i8 %405, ptr %404, align 1
  %406 = add i64 %335, 7
  %407 = mul i64 %406, %18
  %408 = getelementptr i8, ptr %28, i64 %407
  %409 = extractelement <8 x i8> %378, i64 7
  store i8 %409, ptr %408, align 1
  %410 = add nuw nsw i64 %335, 8
  %411 = icmp slt i64 %410, %333
  br i1 %411, label %loop3, label %done4

done4:                                            ; preds = %loop3, %done2
  %412 = icmp slt i64 %333, %3
  br i1 %412, label %loop5, label %done6

loop5:                                            ; preds = %loop5, %done4
  %413 = phi i64 [ %333, %done4 ], [ %423, %loop5 ]
  %414 = mul i64 %413, %8
  %415 = getelementptr i8, ptr %24, i64 %414
  %416 = load i32, ptr %415, align 4
  %417 = getelementptr inbounds i32, ptr %26, i64 %413
  %418 = load i32, ptr %417, align 4
  %419 = icmp slt i32 %416, %418
  %420 = zext i1 %419 to i8
  %421 = mul i64 %413, %18
  %422 = getelementptr i8, ptr %28, i64 %421
  store i8 %420, ptr %422, align 1
  %423 = add nuw nsw i64 %413, 1
  %424 = icmp slt i64 %423, %3
  br i1 %424, label %loop5, label %done6

done6:                                            ; preds = %loop5, %done4
  %425 = add nuw nsw i64 %22, 1
  %426 = icmp slt i64 %425, %4
  br i1 %426, label %loop, label %done
}

attributes #0 = { nounwind "prefer-vector-width"="256" "target-cpu"="x86-64-v3" "target-features" }

!0 = !{}
