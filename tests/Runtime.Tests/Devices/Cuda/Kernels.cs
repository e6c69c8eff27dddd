using System.Text;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

/// <summary>Small kernels to load and launch.</summary>
internal static class Kernels
{
    /// <summary>Multiplies 32-bit integers by a factor: one block of as many threads as there are integers.</summary>
    public static byte[] Scale { get; } = Of(
        """
        .visible .entry scale(.param .u64 data, .param .u32 factor)
        {
            .reg .b64 %address;
            .reg .b32 %thread, %factor, %value;
            ld.param.u64 %address, [data];
            ld.param.u32 %factor, [factor];
            mov.u32 %thread, %tid.x;
            mad.wide.u32 %address, %thread, 4, %address;
            ld.global.u32 %value, [%address];
            mul.lo.u32 %value, %value, %factor;
            st.global.u32 [%address], %value;
            ret;
        }
        """);

    /// <summary>Writes the second word of a parameter of 128 bytes, and the parameter behind it, to memory.</summary>
    public static byte[] Echo { get; } = Of(
        """
        .visible .entry echo(.param .u64 data, .param .align 64 .b8 map[128], .param .u32 last)
        {
            .reg .b64 %address, %word;
            .reg .b32 %last;
            ld.param.u64 %address, [data];
            ld.param.u64 %word, [map+8];
            ld.param.u32 %last, [last];
            st.global.u64 [%address], %word;
            st.global.u32 [%address+8], %last;
            ret;
        }
        """);

    public static byte[] Of(string entries, string version = "7.0", string target = "sm_80")
        => Encoding.UTF8.GetBytes($".version {version}\n.target {target}\n.address_size 64\n{entries}\n");
}
