using System.Text;

namespace KernelGen.PtxMachine.Tests.Smoke;

/// <summary>
/// C (64 x 64, float32) = A (64 x 64) B (64 x 64) of bfloat16, or of e4m3 with twice the inner dimension, by one warpgroup: tensor maps bring both factors, swizzled, an mbarrier says
/// when, and wgmma multiplies. B comes as its transpose (k innermost) or as it is (columns innermost).
/// </summary>
internal sealed record WarpgroupProduct
{
    public const int Size = 64;
    public const int RowBytes = 128;
    public const int TileBytes = Size * RowBytes;

    public int Swizzle { get; init; } = 128;

    /// <summary>2 for bfloat16, 1 for e4m3.</summary>
    public int ElementBytes { get; init; } = 2;

    public int Inner => RowBytes / ElementBytes;

    public bool IsRightTransposed { get; init; }

    public bool IsLeftInRegisters { get; init; }

    /// <summary>A is copied by ordinary instructions before the product reads it.</summary>
    public bool CopiesLeft { get; init; }

    public bool HasProxyFence { get; init; } = true;

    public bool HasProductFence { get; init; } = true;

    public bool Waits { get; init; } = true;

    /// <summary>Elements of a box's row: a row never exceeds the swizzle's span.</summary>
    public int BoxColumns => Math.Min(Inner, Swizzle / ElementBytes);

    public string Text()
    {
        var text = new StringBuilder();
        text.AppendLine("""
            .version 8.0
            .target sm_90a
            .address_size 64
            .extern .shared .align 1024 .b8 tiles[];
            .visible .entry product(.param .align 64 .b8 a[128], .param .align 64 .b8 b[128], .param .u64 c)
            {
                .reg .b64 %a, %b, %c, %to, %left, %right, %state;
                .reg .b32 %thread, %lane, %warp, %row, %column, %offset, %tiles, %barrier, %x, %y<4>, %from;
                .reg .pred %first, %ready;
                .reg .f32 %sum<32>;
                mov.b64 %a, a;
                cvta.param.u64 %a, %a;
                mov.b64 %b, b;
                cvta.param.u64 %b, %b;
                ld.param.u64 %c, [c];
                mov.u32 %thread, %tid.x;
                and.b32 %lane, %thread, 31;
                shr.u32 %warp, %thread, 5;
                mov.u32 %tiles, tiles;
            """);
        text.AppendLine($"    add.u32 %barrier, %tiles, {3 * TileBytes};");
        text.AppendLine("""
                setp.eq.u32 %first, %thread, 0;
                @!%first bra LOADED;
                mbarrier.init.shared::cta.b64 [%barrier], 1;
                fence.mbarrier_init.release.cluster;
            """);
        text.AppendLine($"    mbarrier.arrive.expect_tx.shared::cta.b64 %state, [%barrier], {2 * TileBytes};");
        Load(text, "%a", 0);
        Load(text, "%b", TileBytes);
        text.AppendLine("""
                LOADED:
                bar.sync 0;
                WAIT:
                mbarrier.try_wait.parity.shared::cta.b64 %ready, [%barrier], 0;
                @!%ready bra WAIT;
            """);
        if (CopiesLeft)
            CopyLeft(text);
        if (IsLeftInRegisters)
            text.AppendLine("    mov.b32 %y0, 0; mov.b32 %y1, 0; mov.b32 %y2, 0; mov.b32 %y3, 0;");
        for (var i = 0; i < 32; i++)
            text.AppendLine($"    mov.f32 %sum{i}, 0f00000000;");
        if (HasProductFence)
            text.AppendLine("    wgmma.fence.sync.aligned;");
        for (var k = 0; k < Inner; k += 32 / ElementBytes)
            Multiply(text, k);
        text.AppendLine("    wgmma.commit_group.sync.aligned;");
        if (Waits)
            text.AppendLine("    wgmma.wait_group.sync.aligned 0;");
        Store(text);
        return text.Append("    ret;\n}\n").ToString();
    }

    // A box per swizzle's span of columns.
    private void Load(StringBuilder text, string map, int tile)
    {
        for (var column = 0; column < Inner; column += BoxColumns)
        {
            text.AppendLine($"    add.u32 %from, %tiles, {tile + (column * Size * ElementBytes)};");
            text.AppendLine($"    mov.u32 %column, {column};");
            text.AppendLine("    mov.u32 %row, 0;");
            text.AppendLine($"    cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%from], [{map}, {{%column, %row}}], [%barrier];");
        }
    }

    private void CopyLeft(StringBuilder text)
    {
        text.AppendLine("    mad.lo.u32 %from, %thread, 16, %tiles;");
        for (var offset = 0; offset < TileBytes; offset += 2048)
        {
            text.AppendLine($"    ld.shared.v4.b32 {{%y0, %y1, %y2, %y3}}, [%from+{offset}];");
            text.AppendLine($"    st.shared.v4.b32 [%from+{offset + (2 * TileBytes)}], {{%y0, %y1, %y2, %y3}};");
        }

        if (HasProxyFence)
            text.AppendLine("    fence.proxy.async;");
        text.AppendLine("    bar.sync 0;");
    }

    private void Multiply(StringBuilder text, int k)
    {
        var innerTile = Swizzle == 0 ? 0 : k / BoxColumns * Size * Swizzle;
        Descriptor(text, "%left", (CopiesLeft ? 2 * TileBytes : 0) + innerTile + (k % BoxColumns * ElementBytes), 16, 8 * Swizzle);
        // Columns innermost: 16 rows further per step; boxes side by side are the leading offset.
        if (IsRightTransposed)
            Descriptor(text, "%right", TileBytes + (k * Swizzle), Size * Swizzle, 8 * Swizzle);
        else
            Descriptor(text, "%right", TileBytes + innerTile + (k % BoxColumns * ElementBytes), 16, 8 * Swizzle);
        var sums = "{" + string.Join(", ", Enumerable.Range(0, 32).Select(i => $"%sum{i}")) + "}";
        var left = IsLeftInRegisters ? "{%y0, %y1, %y2, %y3}" : "%left";
        var majors = ElementBytes == 1 ? "" : $"{(IsLeftInRegisters ? "" : ", 0")}, {(IsRightTransposed ? 1 : 0)}";
        var kind = ElementBytes == 1 ? "m64n64k32.f32.e4m3.e4m3" : "m64n64k16.f32.bf16.bf16";
        text.AppendLine($"    wgmma.mma_async.sync.aligned.{kind} {sums}, {left}, %right, 1, 1, 1{majors};");
    }

    private void Descriptor(StringBuilder text, string name, int offset, int leading, int stride)
    {
        var mode = Swizzle switch
        {
            128 => 1UL,
            64 => 2UL,
            _ => 3UL,
        };
        var constant = ((ulong)(leading >> 4) << 16) | ((ulong)(stride >> 4) << 32) | (mode << 62);
        text.AppendLine($"    add.u32 %x, %tiles, {offset};");
        text.AppendLine("    bfe.u32 %x, %x, 4, 14;");
        text.AppendLine($"    cvt.u64.u32 {name}, %x;");
        text.AppendLine($"    or.b64 {name}, {name}, 0x{constant:X};");
    }

    private static void Store(StringBuilder text)
    {
        text.AppendLine("""
                shr.u32 %row, %lane, 2;
                mad.lo.u32 %row, %warp, 16, %row;
                and.b32 %column, %lane, 3;
                mul.lo.u32 %offset, %row, 256;
                mad.lo.u32 %offset, %column, 8, %offset;
                cvt.u64.u32 %to, %offset;
                add.u64 %to, %to, %c;
            """);
        for (var n = 0; n < Size / 8; n++)
        {
            text.AppendLine($"    st.global.v2.f32 [%to+{n * 32}], {{%sum{n * 4}, %sum{(n * 4) + 1}}};");
            text.AppendLine($"    st.global.v2.f32 [%to+{(n * 32) + 2048}], {{%sum{(n * 4) + 2}, %sum{(n * 4) + 3}}};");
        }
    }
}
