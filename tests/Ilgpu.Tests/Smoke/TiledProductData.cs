namespace KernelGen.Ilgpu.Tests.Smoke;

internal static class TiledProductData
{
    public static (float[] A, float[] B) Operands()
    {
        var random = new Random(7);
        return (Fill(TiledProductRun.Rows * TiledProductRun.Inner), Fill(TiledProductRun.Inner * TiledProductRun.Columns));

        float[] Fill(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }

    /// <summary>The product with the additions in the kernel's order, so that it is equal to the last bit.</summary>
    public static float[] Expected(float[] a, float[] b)
    {
        var product = new float[TiledProductRun.Rows * TiledProductRun.Columns];
        for (var row = 0; row < TiledProductRun.Rows; row++)
        {
            for (var column = 0; column < TiledProductRun.Columns; column++)
            {
                var sum = 0f;
                for (var k = 0; k < TiledProductRun.Inner; k++)
                    sum = a[(row * TiledProductRun.Inner) + k] * b[(k * TiledProductRun.Columns) + column] + sum;
                product[(row * TiledProductRun.Columns) + column] = sum;
            }
        }

        return product;
    }
}
