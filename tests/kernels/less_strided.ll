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

loop:                                             ; preds = %done4, %entry
  %22 = phi i64 [ 0, %entry ], [ %337, %done4 ]
  %23 = mul i64 %22, %10
  %24 = getelementptr i8, ptr %6, i64 %23
  %25 = mul i64 %22, %14
  %26 = getelementptr i8, ptr %12, i64 %25
  %27 = mul i64 %22, %20
  %28 = getelementptr i8, ptr %16, i64 %27
  %29 = and i64 %3, -32
  %30 = icmp slt i64 0, %29
  br i1 %30, label %loop1, label %done2

done:                                             ; preds = %done4, %entry
  ret void

loop1:                                            ; preds = %loop1, %loop
  %31 = phi i64 [ 0, %loop ], [ %322, %loop1 ]
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
  %195 = mul i64 %31, %18
  %196 = getelementptr i8, ptr %28, i64 %195
  %197 = extractelement <32 x i8> %194, i64 0
  store i8 %197, ptr %196, align 1
  %198 = add i64 %31, 1
  %199 = mul i64 %198, %18
  %200 = getelementptr i8, ptr %28, i64 %199
  %201 = extractelement <32 x i8> %194, i64 1
  store i8 %201, ptr %200, align 1
  %202 = add i64 %31, 2
  %203 = mul i64 %202, %18
  %204 = getelementptr i8, ptr %28, i64 %203
  %205 = extractelement <32 x i8> %194, i64 2
  store i8 %205, ptr %204, align 1
  %206 = add i64 %31, 3
  %207 = mul i64 %206, %18
  %208 = getelementptr i8, ptr %28, i64 %207
  %209 = extractelement <32 x i8> %194, i64 3
  store i8 %209, ptr %208, align 1
  %210 = add i64 %31, 4
  %211 = mul i64 %210, %18
  %212 = getelementptr i8, ptr %28, i64 %211
  %213 = extractelement <32 x i8> %194, i64 4
  store i8 %213, ptr %212, align 1
  %214 = add i64 %31, 5
  %215 = mul i64 %214, %18
  %216 = getelementptr i8, ptr %28, i64 %215
  %217 = extractelement <32 x i8> %194, i64 5
  store i8 %217, ptr %216, align 1
  %218 = add i64 %31, 6
  %219 = mul i64 %218, %18
  %220 = getelementptr i8, ptr %28, i64 %219
  %221 = extractelement <32 x i8> %194, i64 6
  store i8 %221, ptr %220, align 1
  %222 = add i64 %31, 7
  %223 = mul i64 %222, %18
  %224 = getelementptr i8, ptr %28, i64 %223
  %225 = extractelement <32 x i8> %194, i64 7
  store i8 %225, ptr %224, align 1
  %226 = add i64 %31, 8
  %227 = mul i64 %226, %18
  %228 = getelementptr i8, ptr %28, i64 %227
  %229 = extractelement <32 x i8> %194, i64 8
  store i8 %229, ptr %228, align 1
  %230 = add i64 %31, 9
  %231 = mul i64 %230, %18
  %232 = getelementptr i8, ptr %28, i64 %231
  %233 = extractelement <32 x i8> %194, i64 9
  store i8 %233, ptr %232, align 1
  %234 = add i64 %31, 10
  %235 = mul i64 %234, %18
  %236 = getelementptr i8, ptr %28, i64 %235
  %237 = extractelement <32 x i8> %194, i64 10
  store i8 %237, ptr %236, align 1
  %238 = add i64 %31, 11
  %239 = mul i64 %238, %18
  %240 = getelementptr i8, ptr %28, i64 %239
  %241 = extractelement <32 x i8> %194, i64 11
  store i8 %241, ptr %240, align 1
  %242 = add i64 %31, 12
  %243 = mul i64 %242, %18
  %244 = getelementptr i8, ptr %28, i64 %243
  %245 = extractelement <32 x i8> %194, i64 12
  store i8 %245, ptr %244, align 1
  %246 = add i64 %31, 13
  %247 = mul i64 %246, %18
  %248 = getelementptr i8, ptr %28, i64 %247
  %249 = extractelement <32 x i8> %194, i64 13
  store i8 %249, ptr %248, align 1
  %250 = add i64 %31, 14
  %251 = mul i64 %250, %18
  %252 = getelementptr i8, ptr %28, i64 %251
  %253 = extractelement <32 x i8> %194, i64 14
  store i8 %253, ptr %252, align 1
  %254 = add i64 %31, 15
  %255 = mul i64 %254, %18
  %256 = getelementptr i8, ptr %28, i64 %255
  %257 = extractelement <32 x i8> %194, i64 15
  store i8 %257, ptr %256, align 1
  %258 = add i64 %31, 16
  %259 = mul i64 %258, %18
  %260 = getelementptr i8, ptr %28, i64 %259
  %261 = extractelement <32 x i8> %194, i64 16
  store i8 %261, ptr %260, align 1
  %262 = add i64 %31, 17
  %263 = mul i64 %262, %18
  %264 = getelementptr i8, ptr %28, i64 %263
  %265 = extractelement <32 x i8> %194, i64 17
  store i8 %265, ptr %264, align 1
  %266 = add i64 %31, 18
  %267 = mul i64 %266, %18
  %268 = getelementptr i8, ptr %28, i64 %267
  %269 = extractelement <32 x i8> %194, i64 18
  store i8 %269, ptr %268, align 1
  %270 = add i64 %31, 19
  %271 = mul i64 %270, %18
  %272 = getelementptr i8, ptr %28, i64 %271
  %273 = extractelement <32 x i8> %194, i64 19
  store i8 %273, ptr %272, align 1
  %274 = add i64 %31, 20
  %275 = mul i64 %274, %18
  %276 = getelementptr i8, ptr %28, i64 %275
  %277 = extractelement <32 x i8> %194, i64 20
  store i8 %277, ptr %276, align 1
  %278 = add i64 %31, 21
  %279 = mul i64 %278, %18
  %280 = getelementptr i8, ptr %28, i64 %279
  %281 = extractelement <32 x i8> %194, i64 21
  store i8 %281, ptr %280, align 1
  %282 = add i64 %31, 22
  %283 = mul i64 %282, %18
  %284 = getelementptr i8, ptr %28, i64 %283
  %285 = extractelement <32 x i8> %194, i64 22
  store i8 %285, ptr %284, align 1
  %286 = add i64 %31, 23
  %287 = mul i64 %286, %18
  %288 = getelementptr i8, ptr %28, i64 %287
  %289 = extractelement <32 x i8> %194, i64 23
  store i8 %289, ptr %288, align 1
  %290 = add i64 %31, 24
  %291 = mul i64 %290, %18
  %292 = getelementptr i8, ptr %28, i64 %291
  %293 = extractelement <32 x i8> %194, i64 24
  store i8 %293, ptr %292, align 1
  %294 = add i64 %31, 25
  %295 = mul i64 %294, %18
  %296 = getelementptr i8, ptr %28, i64 %295
  %297 = extractelement <32 x i8> %194, i64 25
  store i8 %297, ptr %296, align 1
  %298 = add i64 %31, 26
  %299 = mul i64 %298, %18
  %300 = getelementptr i8, ptr %28, i64 %299
  %301 = extractelement <32 x i8> %194, i64 26
  store i8 %301, ptr %300, align 1
  %302 = add i64 %31, 27
  %303 = mul i64 %302, %18
  %304 = getelementptr i8, ptr %28, i64 %303
  %305 = extractelement <32 x i8> %194, i64 27
  store i8 %305, ptr %304, align 1
  %306 = add i64 %31, 28
  %307 = mul i64 %306, %18
  %308 = getelementptr i8, ptr %28, i64 %307
  %309 = extractelement <32 x i8> %194, i64 28
  store i8 %309, ptr %308, align 1
  %310 = add i64 %31, 29
  %311 = mul i64 %310, %18
  %312 = getelementptr i8, ptr %28, i64 %311
  %313 = extractelement <32 x i8> %194, i64 29
  store i8 %313, ptr %312, align 1
  %314 = add i64 %31, 30
  %315 = mul i64 %314, %18
  %316 = getelementptr i8, ptr %28, i64 %315
  %317 = extractelement <32 x i8> %194, i64 30
  store i8 %317, ptr %316, align 1
  %318 = add i64 %31, 31
  %319 = mul i64 %318, %18
  %320 = getelementptr i8, ptr %28, i64 %319
  %321 = extractelement <32 x i8> %194, i64 31
  store i8 %321, ptr %320, align 1
  %322 = add nuw nsw i64 %31, 32
  %323 = icmp slt i64 %322, %29
  br i1 %323, label %loop1, label %done2

done2:                                            ; preds = %loop1, %loop
  %324 = icmp slt i64 %29, %3
  br i1 %324, label %loop3, label %done4

loop3:                                            ; preds = %loop3, %done2
  %325 = phi i64 [ %29, %done2 ], [ %335, %loop3 ]
  %326 = mul i64 %325, %8
  %327 = getelementptr i8, ptr %24, i64 %326
  %328 = load i32, ptr %327, align 4
  %329 = getelementptr inbounds i32, ptr %26, i64 %325
  %330 = load i32, ptr %329, align 4
  %331 = icmp slt i32 %328, %330
  %332 = zext i1 %331 to i8
  %333 = mul i64 %325, %18
  %334 = getelementptr i8, ptr %28, i64 %333
  store i8 %332, ptr %334, align 1
  %335 = add nuw nsw i64 %325, 1
  %336 = icmp slt i64 %335, %3
  br i1 %336, label %loop3, label %done4

done4:                                            ; preds = %loop3, %done2
  %337 = add nuw nsw i64 %22, 1
  %338 = icmp slt i64 %337, %4
  br i1 %338, label %loop, label %done
}

attributes #0 = { nounwind "prefer-vector-width"="256" "target-cpu"="x86-64-v3" "target-features" }

!0 = !{}
