namespace ILGPU.Runtime.CPU;

public enum CPUAcceleratorMode
{
    Auto,
    Sequential,
    Parallel,
}
