// The bitcode of the functions of single elements, as the build made it.
	.section .rodata
	.balign 16
	.globl lnp_scalars_begin
	.globl lnp_scalars_end
lnp_scalars_begin:
	.incbin LNP_SCALARS
lnp_scalars_end:
	.section .note.GNU-stack,"",@progbits
