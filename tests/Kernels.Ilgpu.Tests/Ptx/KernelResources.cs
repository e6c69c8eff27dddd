namespace KernelGen.Kernels.Ilgpu.Tests.Ptx;

/// <summary>What a kernel takes of a card.</summary>
/// <param name="Registers">Registers of a thread.</param>
/// <param name="SharedBytes">Static shared memory of a group.</param>
/// <param name="StackBytes">Local memory that the program asks for.</param>
/// <param name="SpilledBytes">Stores and loads of registers that did not fit.</param>
internal sealed record KernelResources(int Registers, int SharedBytes, int StackBytes, int SpilledBytes);
