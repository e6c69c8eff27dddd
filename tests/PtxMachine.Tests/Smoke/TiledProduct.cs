using System.Text;

namespace KernelGen.PtxMachine.Tests.Smoke;

/// <summary>
/// C (64 x 64, float32) = A (64 x 64) B^T (64 x 64), both of 16-bit elements, by four warps: copied by cp.async into swizzled shared memory,
/// read by ldmatrix, multiplied by mma. The kernel is what the machine is for, in small.
/// </summary>
internal static class TiledProduct
{
    public const int Size = 64;
    public const int Threads = 128;
    public const int SharedBytes = 2 * Size * Size * 2;

    public static string Text(string type, bool isSwizzled = true, bool waits = true, bool hasBarrier = true)
    {
        var text = new StringBuilder();
        text.Append($$"""
            .version 7.0
            .target sm_80
            .address_size 64
            .extern .shared .align 128 .b8 tiles[];
            .visible .entry product(.param .u64 a, .param .u64 b, .param .u64 c)
            {
                .reg .b64 %a, %b, %c, %from, %to;
                .reg .b32 %thread, %lane, %warp, %row, %column, %shared, %offset, %swizzle, %line;
                .reg .b32 %x<4>, %y<4>;
                .reg .f32 %sum<32>;
                ld.param.u64 %a, [a];
                ld.param.u64 %b, [b];
                ld.param.u64 %c, [c];
                mov.u32 %thread, %tid.x;
                and.b32 %lane, %thread, 31;
                shr.u32 %warp, %thread, 5;

            """);
        Copy(text, "%a", 0, isSwizzled);
        Copy(text, "%b", Size * Size * 2, isSwizzled);
        text.AppendLine("    cp.async.commit_group;");
        if (waits)
            text.AppendLine("    cp.async.wait_group 0;");
        if (hasBarrier)
            text.AppendLine("    bar.sync 0;");
        for (var i = 0; i < 32; i++)
            text.AppendLine($"    mov.f32 %sum{i}, 0f00000000;");
        for (var k = 0; k < Size; k += 16)
            Multiply(text, type, k, isSwizzled);
        Store(text);
        return text.Append("    ret;\n}\n").ToString();
    }

    // Eight chunks of 16 bytes per row; thread t copies the chunks t, t + 128, ..
    private static void Copy(StringBuilder text, string from, int tile, bool isSwizzled)
    {
        for (var step = 0; step < Size * 8 / Threads; step++)
        {
            text.AppendLine($"    add.u32 %offset, %thread, {step * Threads};");
            text.AppendLine($"    mad.wide.u32 %from, %offset, 16, {from};");
            text.AppendLine("    shr.u32 %row, %offset, 3;");
            text.AppendLine("    and.b32 %column, %offset, 7;");
            Address(text, tile, isSwizzled);
            text.AppendLine("    cp.async.cg.shared.global [%shared], [%from], 16;");
        }
    }

    // %shared = place of the chunk %column of %row.
    private static void Address(StringBuilder text, int tile, bool isSwizzled)
    {
        text.AppendLine("    and.b32 %swizzle, %row, 7;");
        text.AppendLine(isSwizzled ? "    xor.b32 %swizzle, %swizzle, %column;" : "    mov.b32 %swizzle, %column;");
        text.AppendLine("    shl.b32 %swizzle, %swizzle, 4;");
        text.AppendLine("    mad.lo.u32 %offset, %row, 128, %swizzle;");
        text.AppendLine("    mov.u32 %shared, tiles;");
        text.AppendLine("    add.u32 %shared, %shared, %offset;");
        if (tile != 0)
            text.AppendLine($"    add.u32 %shared, %shared, {tile};");
    }

    private static void Multiply(StringBuilder text, string type, int k, bool isSwizzled)
    {
        // Rows 0..15 of the warp's 16 by lane % 16, the second half of k by lane / 16.
        text.AppendLine("    and.b32 %row, %lane, 15;");
        text.AppendLine("    mad.lo.u32 %row, %warp, 16, %row;");
        text.AppendLine("    shr.u32 %column, %lane, 4;");
        text.AppendLine($"    add.u32 %column, %column, {k / 8};");
        Address(text, 0, isSwizzled);
        text.AppendLine("    ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%x0, %x1, %x2, %x3}, [%shared];");
        for (var n = 0; n < Size; n += 16)
        {
            // Matrices: columns n..n+7 with k, k+8, then columns n+8..n+15 with k, k+8.
            text.AppendLine("    and.b32 %row, %lane, 7;");
            text.AppendLine("    shr.u32 %line, %lane, 4;");
            text.AppendLine("    mad.lo.u32 %row, %line, 8, %row;");
            text.AppendLine($"    add.u32 %row, %row, {n};");
            text.AppendLine("    bfe.u32 %column, %lane, 3, 1;");
            text.AppendLine($"    add.u32 %column, %column, {k / 8};");
            Address(text, Size * Size * 2, isSwizzled);
            text.AppendLine("    ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%y0, %y1, %y2, %y3}, [%shared];");
            for (var half = 0; half < 2; half++)
            {
                var first = (n / 8 * 4) + (half * 4);
                var sums = $"{{%sum{first}, %sum{first + 1}, %sum{first + 2}, %sum{first + 3}}}";
                text.AppendLine($"    mma.sync.aligned.m16n8k16.row.col.f32.{type}.{type}.f32 {sums}, {{%x0, %x1, %x2, %x3}}, "
                    + $"{{%y{half * 2}, %y{(half * 2) + 1}}}, {sums};");
            }
        }
    }

    private static void Store(StringBuilder text)
    {
        text.AppendLine("    shr.u32 %row, %lane, 2;");
        text.AppendLine("    mad.lo.u32 %row, %warp, 16, %row;");
        text.AppendLine("    and.b32 %column, %lane, 3;");
        text.AppendLine($"    mul.lo.u32 %offset, %row, {Size * 4};");
        text.AppendLine("    mad.lo.u32 %offset, %column, 8, %offset;");
        text.AppendLine("    cvt.u64.u32 %to, %offset;");
        text.AppendLine("    add.u64 %to, %to, %c;");
        for (var n = 0; n < Size / 8; n++)
        {
            text.AppendLine($"    st.global.v2.f32 [%to+{n * 32}], {{%sum{n * 4}, %sum{(n * 4) + 1}}};");
            text.AppendLine($"    st.global.v2.f32 [%to+{(n * 32) + (8 * Size * 4)}], {{%sum{(n * 4) + 2}, %sum{(n * 4) + 3}}};");
        }
    }
}
