using System.Collections.Immutable;
using ILGPU.Runtime.CPU;

namespace ILGPU;

public sealed partial class Context
{
    /// <summary>
    /// Optimisation, inlining and mathematics are noted by nobody: they change speed and last bits, not what a kernel may do.
    /// </summary>
    public sealed class Builder
    {
        private readonly List<Runtime.Device> devices = [];

        internal Builder()
        {
        }

        internal bool IsProfiling { get; private set; }

        public Builder Default() => Add(CPUDevice.Default);

        public Builder AllAccelerators() => Default();

        public Builder Optimize(OptimizationLevel level) => this;

        public Builder Math(MathMode mathMode) => this;

        public Builder Inlining(InliningMode inliningMode) => this;

        public Builder Assertions() => this;

        public Builder Profiling()
        {
            IsProfiling = true;
            return this;
        }

        public Context ToContext() => new(this);

        internal Builder Add(Runtime.Device device)
        {
            devices.Add(device);
            return this;
        }

        // A context without a device gets the default processor device, as ILGPU's does.
        internal ImmutableArray<Runtime.Device> ToDevices() => devices.Count == 0 ? [CPUDevice.Default] : [.. devices];
    }
}
