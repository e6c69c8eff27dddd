using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Data;

public sealed unsafe class TruthTableTests
{
    [Fact]
    public void What_a_table_says_of_a_box_is_what_its_elements_say_whenever_the_box_ends_at_cells()
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            nint[] lengths = [random.Next(1, 3), random.Next(1, 3), random.Next(1, 40), random.Next(1, 400)];
            var read = new TensorRead(0, random.Next(1, 4), random.Next(2) == 0 ? 1 : 64);
            var truths = Truths(random, lengths);
            fixed (bool* p = truths)
            {
                var item = DataItem.Of(p, lengths, Strides(lengths));
                var data = new CallData(&item, 1);
                var tables = TruthTables.Make([read], data, threads: 2)!;
                var withTable = data.WithTruths(tables);
                for (var j = 0; j < 50; j++)
                {
                    var (rows, keys) = (Cells(random, (int)lengths[2], read.RowGrain), Cells(random, (int)lengths[3], read.KeyGrain));
                    var (batch, head) = (random.Next(3), random.Next(3));
                    withTable.Truth(0, batch, head, rows, keys).ShouldBe(data.Truth(0, batch, head, rows, keys), $"{rows} {keys}");
                }
                for (var j = 0; j < 50; j++)
                {
                    var (rows, keys) = (Cells(random, 50, 1), Cells(random, 450, 1));
                    var batch = random.Next(3);
                    var truth = withTable.Truth(0, batch, 0, rows, keys);
                    if (truth != Truth.Unknown)
                        truth.ShouldBe(data.Truth(0, batch, 0, rows, keys), "a box that cuts cells is Unknown or right");
                }
                tables.Return();
            }
        }
    }

    [Fact]
    public void The_hash_tells_contents_and_shapes_apart_and_ignores_where_and_how_the_tensor_lies()
    {
        var dense = Enumerable.Range(0, 8 * 200).Select(i => i / 64 % 3 == 0).ToArray();
        var hash = Hash(dense, [8, 200], [200, 1]);
        Hash([.. dense], [8, 200], [200, 1]).ShouldBe(hash);
        var transposed = Enumerable.Range(0, 8 * 200).Select(i => dense[i % 8 * 200 + i / 8]).ToArray();
        Hash(transposed, [8, 200], [1, 8]).ShouldBe(hash);
        Hash(dense, [1, 1, 8, 200], [1600, 1600, 200, 1]).ShouldBe(hash);
        Hash(dense, [4, 400], [400, 1]).ShouldNotBe(hash);
        Hash(dense, [8, 1, 200], [200, 200, 1]).ShouldNotBe(hash);
        dense[^1] = !dense[^1];
        Hash(dense, [8, 200], [200, 1]).ShouldNotBe(hash);
    }

    [Fact]
    public void A_table_of_a_large_mask_is_small_and_the_same_for_any_number_of_threads()
    {
        var random = new Random(2);
        nint[] lengths = [2, 512, 4096];
        var truths = Truths(random, [2, 1, 512, 4096]);
        fixed (bool* p = truths)
        {
            var item = DataItem.Of(p, lengths, Strides(lengths));
            var data = new CallData(&item, 1);
            var hashes = new HashSet<ulong>();
            for (var threads = 1; threads <= 3; threads++)
            {
                // Two bits for 2 x 64 elements.
                var tables = TruthTables.Make([new TensorRead(0, 2, 64)], data, threads)!;
                tables[0]!.Bytes.ShouldBe(truths.Length / 512);
                hashes.Add(tables.Hash);
                tables.Return();
            }
            hashes.ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void A_dimension_of_stride_0_is_there_once()
    {
        bool[] row = [.. Enumerable.Range(0, 128).Select(k => k < 64)];
        fixed (bool* p = row)
        {
            var item = DataItem.Of(p, [3, 5, 700, 128], [0, 0, 0, 1]);
            var data = new CallData(&item, 1);
            data.Varies(0, 1).ShouldBeFalse();
            var tables = TruthTables.Make([new TensorRead(0, 2, 64)], data, 1)!;
            tables[0]!.TotalRows.ShouldBe(1);
            data.WithTruths(tables).Truth(0, new Interval(0, 2), 4, new Interval(0, 699), new Interval(0, 63)).ShouldBe(Truth.True);
            data.WithTruths(tables).Truth(0, 1, 4, new Interval(0, 699), new Interval(64, 127)).ShouldBe(Truth.False);
            tables.Return();
        }
    }

    private static ulong Hash(bool[] truths, nint[] lengths, nint[] strides)
    {
        fixed (bool* p = truths)
        {
            var item = DataItem.Of(p, lengths, strides);
            var tables = TruthTables.Make([new TensorRead(0, 1, 1)], new CallData(&item, 1), 1)!;
            tables.Return();
            return tables.Hash;
        }
    }

    // Long runs, so that boxes are often all true or all false.
    private static bool[] Truths(Random random, nint[] lengths)
    {
        var truths = new bool[lengths[0] * lengths[1] * lengths[2] * lengths[3]];
        var change = random.Next(2, 600);
        for (var i = 1; i < truths.Length; i++)
            truths[i] = random.Next(change) == 0 ? !truths[i - 1] : truths[i - 1];
        return truths;
    }

    private static nint[] Strides(nint[] lengths)
    {
        var strides = new nint[lengths.Length];
        strides[^1] = 1;
        for (var i = lengths.Length - 2; i >= 0; i--)
            strides[i] = strides[i + 1] * lengths[i + 1];
        return strides;
    }

    private static Interval Cells(Random random, int length, int grain)
    {
        var cells = (length + grain - 1) / grain;
        var first = random.Next(cells);
        var last = random.Next(first, cells);
        return new Interval(first * grain, Math.Min(length, (last + 1) * grain) - 1);
    }
}
