namespace KernelGen.Onnx.Tests.Running;

/// <summary>The <c>Run</c> of a spec.</summary>
internal delegate void OnnxRun<T>(in OnnxAttentionInputs<T> inputs, in OnnxAttentionOutputs<T> outputs, AttentionOptions? options)
    where T : unmanaged;
