namespace KernelGen.PtxMachine.Tests;

/// <summary>Wraps a few instructions into a kernel whose threads know their number and their place in the output.</summary>
internal static class KernelText
{
    /// <summary>
    /// Every thread has %thread, %lane, %warp, %output and %input (the buffers), %place (its own 4 bytes of the output), and the registers
    /// %r, %a, %b, %c of 32 bits (also 0 to 9: %r0..), %w, %x, %y, %z of 64, %h0.. of 16, %f0.. as float32, and the predicates %p, %q, %t.
    /// </summary>
    public static string Of(string body, string declarations = "", string target = "sm_90a") => $$"""
        .version 8.3
        .target {{target}}
        .address_size 64
        .extern .shared .align 1024 .b8 dynamic[];
        {{declarations}}
        .visible .entry kernel(.param .u64 output, .param .u64 input)
        {
            .reg .b64 %output, %input, %place, %w, %x, %y, %z, %d<10>;
            .reg .b32 %thread, %lane, %warp, %r, %a, %b, %c, %r<32>;
            .reg .b16 %h<10>;
            .reg .f32 %f<32>;
            .reg .pred %p, %q, %t;
            ld.param.u64 %output, [output];
            ld.param.u64 %input, [input];
            mov.u32 %thread, %tid.x;
            and.b32 %lane, %thread, 31;
            shr.u32 %warp, %thread, 5;
            mad.wide.u32 %place, %thread, 4, %output;
        {{body}}
            ret;
        }
        """;
}
