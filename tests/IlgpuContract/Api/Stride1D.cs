namespace ILGPU;

public interface IStride1D
{
    int XStride { get; }
}

public static class Stride1D
{
    public readonly struct Dense : IStride1D
    {
        public readonly int XStride => 1;
    }
}
