using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>How the threads of a row exchange values, which a kernel is compiled with: a type parameter with one of two arguments.</summary>
internal static class IlgpuLanes
{
    /// <summary>The argument for CUDA, where warps have 32 threads.</summary>
    public const string Warp = "WarpLanes";

    private const string Shared = "SharedLanes";

    /// <summary>The declared method's name and constraint.</summary>
    public static (string Name, string Constraint) Declare(IlgpuNames n)
        => n.Config.RowsAreInWarps ? ("Run<TLanes>", "where TLanes : struct, ILanes") : ("Run", "");

    /// <summary>The method for the accelerator at hand, as a delegate.</summary>
    public static string Kernel(IlgpuNames n, string type) => n.Config.RowsAreInWarps
        ? $"HasWarps ? ({type}){IlgpuKernelTemplate.ClassName(n)}.Run<{Warp}> : {IlgpuKernelTemplate.ClassName(n)}.Run<{Shared}>"
        : $"({type}){IlgpuKernelTemplate.ClassName(n)}.Run";

    /// <summary>Writes the types.</summary>
    public static void Emit(SourceWriter writer) => writer.Line($$"""
        // How the threads of a row exchange values. It is a type parameter of the kernels, and no condition in them, because ILGPU refuses a
        // kernel that names shuffles on devices without them, even where it never comes to them.
        private interface ILanes
        {
            static abstract bool CanShuffle { get; }

            static abstract float ShuffleXor(float value, int mask);
        }

        private readonly struct {{Warp}} : ILanes
        {
            public static bool CanShuffle => true;

            public static float ShuffleXor(float value, int mask) => Warp.ShuffleXor(value, mask);
        }

        private readonly struct {{Shared}} : ILanes
        {
            public static bool CanShuffle => false;

            public static float ShuffleXor(float value, int mask) => value;
        }

        """);
}
