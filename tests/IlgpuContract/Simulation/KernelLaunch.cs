using ILGPU;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Rewriting;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>One launch: its groups run one after another, the last first, so that nothing can rely on the first one being done.</summary>
internal sealed class KernelLaunch(KernelProgram program, Accelerator accelerator, KernelConfig config, object[] arguments)
{
    public Accelerator Accelerator { get; } = accelerator;

    public KernelConfig Config { get; } = config;

    public int WarpSize => Accelerator.WarpSize;

    /// <summary>What a thread's frame holds when it starts: the arguments, and zeros.</summary>
    public Array[] FrameTemplate { get; } = program.Frame.Template(arguments);

    /// <summary>Launches of one accelerator run one at a time, whatever streams and host threads they come from.</summary>
    public void Run()
    {
        lock (Accelerator.Execution)
        {
            var group = program.Rent(Accelerator, Config);
            for (var z = Config.GridDim.Z - 1; z >= 0; z--)
            {
                for (var y = Config.GridDim.Y - 1; y >= 0; y--)
                {
                    for (var x = Config.GridDim.X - 1; x >= 0; x--)
                        group.Run(this, new Index3D(x, y, z));
                }
            }

            program.Return(group);
        }
    }
}
