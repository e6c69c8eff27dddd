namespace KernelGen.PtxMachine.Tests.Semantics;

public sealed class MatrixTests
{
    // Element i of shared memory (16 bits each) is i; every lane points at the row of its number.
    private const string Fill = """
        mov.u32 %a, dynamic;
        mad.lo.u32 %b, %thread, 16, %a;
        mov.u32 %r30, 0x00010000;
        mov.u32 %r31, 0x00080008;
        mad.lo.u32 %r0, %thread, %r31, %r30;
        add.u32 %r1, %r0, 0x00020002;
        add.u32 %r2, %r1, 0x00020002;
        add.u32 %r3, %r2, 0x00020002;
        st.shared.v4.b32 [%b], {%r0, %r1, %r2, %r3};
        bar.warp.sync -1;

        """;

    private const string Store = """

        mad.wide.u32 %x, %thread, 16, %output;
        st.global.v4.b32 [%x], {%r4, %r5, %r6, %r7};
        """;

    [Fact]
    public void Ldmatrix_gives_each_lane_two_neighbours_of_its_row()
    {
        var words = KernelRun.Run<ushort>(
            Fill + "ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r4, %r5, %r6, %r7}, [%b];" + Store, outputs: 256);
        for (var lane = 0; lane < 32; lane++)
        {
            for (var matrix = 0; matrix < 4; matrix++)
            {
                var first = (matrix * 64) + (lane / 4 * 8) + (lane % 4 * 2);
                words[(lane * 8) + (matrix * 2)].ShouldBe((ushort)first);
                words[(lane * 8) + (matrix * 2) + 1].ShouldBe((ushort)(first + 1));
            }
        }
    }

    [Fact]
    public void Ldmatrix_trans_gives_each_lane_two_neighbours_of_its_column()
    {
        var words = KernelRun.Run<ushort>(
            Fill + "mov.u32 %r6, 0; mov.u32 %r7, 0; ldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%r4, %r5}, [%b];" + Store, outputs: 256);
        for (var lane = 0; lane < 32; lane++)
        {
            words[lane * 8].ShouldBe((ushort)((lane % 4 * 2 * 8) + (lane / 4)));
            words[(lane * 8) + 3].ShouldBe((ushort)(64 + (((lane % 4 * 2) + 1) * 8) + (lane / 4)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".trans")]
    public void Stmatrix_undoes_ldmatrix(string trans)
    {
        var words = KernelRun.Run<ushort>(Fill + $$"""
            ldmatrix.sync.aligned.m8n8.x4{{trans}}.shared.b16 {%r4, %r5, %r6, %r7}, [%b];
            stmatrix.sync.aligned.m8n8.x4{{trans}}.shared.b16 [%b+1024], {%r4, %r5, %r6, %r7};
            bar.warp.sync -1;
            ld.shared.v4.b32 {%r4, %r5, %r6, %r7}, [%b+1024];
            """ + Store, outputs: 256);
        words.ShouldBe([.. Enumerable.Range(0, 256).Select(i => (ushort)i)]);
    }

    [Fact]
    public void Movmatrix_transposes() => KernelRun.Run<ushort>(
        Fill + """
        ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r4}, [%b];
        movmatrix.sync.aligned.m8n8.trans.b16 %r5, %r4;
        st.global.b32 [%place], %r5;
        """, outputs: 64)[2].ShouldBe((ushort)16);

    [Theory]
    [InlineData("m16n8k16", "f16")]
    [InlineData("m16n8k16", "bf16")]
    [InlineData("m16n8k8", "f16")]
    [InlineData("m16n8k8", "bf16")]
    [InlineData("m16n8k8", "tf32")]
    [InlineData("m16n8k4", "tf32")]
    public void A_product_of_tiles_follows_the_layout_of_its_fragments(string shape, string type)
    {
        var inner = int.Parse(shape.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture);
        var random = new Random(inner);
        var (a, b) = (Values(random, 16 * inner), Values(random, 8 * inner));
        var perRegister = type == "tf32" ? 1 : 2;
        var (countA, countB) = (16 * inner / 32 / perRegister, 8 * inner / 32 / perRegister);
        var body = string.Concat(Enumerable.Range(0, countA + countB).Select(i => $"ld.global.b32 %r{i}, [%x+{i * 4}];\n"));
        var result = KernelRun.Run<float>($$"""
            mad.wide.u32 %x, %thread, {{(countA + countB) * 4}}, %input;
            {{body}}
            mov.f32 %f4, 0f3F800000;
            mma.sync.aligned.{{shape}}.row.col.f32.{{type}}.{{type}}.f32 {%f0, %f1, %f2, %f3}, {{List(0, countA)}}, {{List(countA, countB)}}, {%f4, %f4, %f4, %f4};
            mad.wide.u32 %x, %thread, 16, %output;
            st.global.v4.f32 [%x], {%f0, %f1, %f2, %f3};
            """, input: Fragments(a, b, inner, type), outputs: 128);

        // The fragment layouts as the PTX manual draws them.
        for (var lane = 0; lane < 32; lane++)
        {
            for (var i = 0; i < 4; i++)
            {
                var (row, column) = ((lane >> 2) + (i < 2 ? 0 : 8), ((lane & 3) * 2) + (i & 1));
                var expected = 1 + Enumerable.Range(0, inner).Sum(k => a[(row * inner) + k] * b[(column * inner) + k]);
                result[(lane * 4) + i].ShouldBe(expected);
            }
        }
    }

    private static string List(int first, int count) => "{" + string.Join(", ", Enumerable.Range(first, count).Select(i => $"%r{i}")) + "}";

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-8, 8) / 4f)];

    private static uint[] Fragments(float[] a, float[] b, int inner, string type)
    {
        var words = new List<uint>();
        for (var lane = 0; lane < 32; lane++)
        {
            var (group, member) = (lane >> 2, lane & 3);
            if (type == "tf32")
            {
                for (var i = 0; i < inner / 2; i++)
                    words.Add(BitConverter.SingleToUInt32Bits(a[((group + (i % 2 * 8)) * inner) + member + (i / 2 * 4)]));
                for (var i = 0; i < inner / 4; i++)
                    words.Add(BitConverter.SingleToUInt32Bits(b[(group * inner) + member + (i * 4)]));
                continue;
            }

            for (var i = 0; i < inner / 4; i++)
                words.Add(Pair(a, ((group + (i % 2 * 8)) * inner) + (member * 2) + (i / 2 * 8), type));
            for (var i = 0; i < inner / 8; i++)
                words.Add(Pair(b, (group * inner) + (member * 2) + (i * 8), type));
        }

        return [.. words];
    }

    private static uint Pair(float[] values, int first, string type) => Bits(values[first], type) | (Bits(values[first + 1], type) << 16);

    private static uint Bits(float value, string type) =>
        type == "f16" ? BitConverter.HalfToUInt16Bits((Half)value) : BitConverter.SingleToUInt32Bits(value) >> 16;
}
