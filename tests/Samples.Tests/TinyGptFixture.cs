using TinyGpt.Transformer;

namespace KernelGen.Samples.Tests;

/// <summary>The model, loaded once.</summary>
public sealed class TinyGptFixture
{
    public GptModel Model { get; } = GptModel.Load(ModelFolder);

    public static string ModelFolder => Path.Combine(AppContext.BaseDirectory, "model");
}
