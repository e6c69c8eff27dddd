using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.Ilgpu.Tests.Smoke;

/// <summary>
/// C = A B with what emitted kernels use: tiles in padded shared memory, 16-byte loads, registers that live across barriers, a barrier
/// before and after every tile, and a sum over the lanes of a warp, or through shared memory where the warp is not 32 wide.
/// </summary>
public static class TiledProduct
{
    public const int Tile = 16;
    public const int GroupRows = 8;
    private const int Pitch = Tile + 1;

    /// <param name="a">Rows of <paramref name="inner"/> elements, a multiple of the tile.</param>
    /// <param name="b">As many rows as A has columns, of <paramref name="columns"/> elements.</param>
    /// <param name="c">The product.</param>
    /// <param name="rowSums">For each row and each tile of columns, the sum of the product's row within the tile.</param>
    /// <param name="rows">Rows of A and C; any number.</param>
    /// <param name="columns">A multiple of the tile.</param>
    /// <param name="inner">A multiple of the tile.</param>
    public static void Kernel(
        ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> rowSums, int rows, int columns, int inner)
    {
        var tileA = SharedMemory.Allocate<float>(Tile * Pitch);
        var tileB = SharedMemory.Allocate<Float4>(Tile * Tile / 4);
        var partials = SharedMemory.Allocate<float>(Tile * GroupRows);
        var vectorsB = b.Cast<Float4>();
        var x = Group.IdxX;
        var y = Group.IdxY;
        var column = (Grid.IdxX * Tile) + x;
        var firstRow = Grid.IdxY * Tile;
        var upper = 0f;
        var lower = 0f;
        for (var start = 0; start < inner; start += Tile)
        {
            LoadRow(a, tileA, firstRow + y, y, start + x, rows, inner);
            LoadRow(a, tileA, firstRow + y + GroupRows, y + GroupRows, start + x, rows, inner);
            if (x < Tile / 4)
            {
                tileB[(y * Tile / 4) + x] = vectorsB[(((start + y) * columns) + (Grid.IdxX * Tile)) / 4 + x];
                tileB[((y + GroupRows) * Tile / 4) + x] = vectorsB[(((start + y + GroupRows) * columns) + (Grid.IdxX * Tile)) / 4 + x];
            }

            Group.Barrier();
            for (var k = 0; k < Tile; k++)
            {
                var weights = tileB[((k * Tile) + x) / 4];
                var weight = Select(weights, x % 4);
                upper = tileA[(y * Pitch) + k] * weight + upper;
                lower = tileA[((y + GroupRows) * Pitch) + k] * weight + lower;
            }

            Group.Barrier();
        }

        var upperSum = SumOfRow(upper, partials);
        var lowerSum = SumOfRow(lower, partials);
        Store(c, rowSums, upper, upperSum, firstRow + y, column, rows, columns);
        Store(c, rowSums, lower, lowerSum, firstRow + y + GroupRows, column, rows, columns);
    }

    private static void LoadRow(ArrayView<float> a, ArrayView<float> tile, int row, int tileRow, int column, int rows, int inner) =>
        tile[(tileRow * Pitch) + Group.IdxX] = row < rows ? a[((long)row * inner) + column] : 0f;

    private static float Select(Float4 values, int index) => index switch
    {
        0 => values.X,
        1 => values.Y,
        2 => values.Z,
        _ => values.W,
    };

    // Both ways add in the same order, so they agree to the last bit.
    private static float SumOfRow(float value, ArrayView<float> partials)
    {
        var sum = value;
        if (Warp.WarpSize == 32)
        {
            for (var mask = Tile / 2; mask > 0; mask /= 2)
                sum += Warp.ShuffleXor(sum, mask);
            return sum;
        }

        var first = Group.IdxY * Tile;
        for (var mask = Tile / 2; mask > 0; mask /= 2)
        {
            partials[first + Group.IdxX] = sum;
            Group.Barrier();
            sum += partials[first + (Group.IdxX ^ mask)];
            Group.Barrier();
        }

        return sum;
    }

    private static void Store(
        ArrayView<float> c, ArrayView<float> rowSums, float value, float sum, int row, int column, int rows, int columns)
    {
        if (row >= rows)
            return;
        c[((long)row * columns) + column] = value;
        if (Group.IdxX == 0)
            rowSums[(row * Grid.DimX) + Grid.IdxX] = sum;
    }
}
