using Shouldly;
using TinyGpt.Transformer;
using TinyGpt.Weights;

namespace KernelGen.Samples.Tests;

/// <summary>Bad input is refused with a message that says what was wrong.</summary>
public sealed class TinyGptInputTests(TinyGptFixture fixture) : IClassFixture<TinyGptFixture>
{
    private static string Weights => Path.Combine(TinyGptFixture.ModelFolder, "model.safetensors");

    [Fact]
    public void A_truncated_weight_file_is_refused()
    {
        WithFile(File.ReadAllBytes(Weights).AsSpan(0, 100).ToArray(), path =>
            Should.Throw<InvalidDataException>(() => SafetensorsFile.Load(path)).Message.ShouldContain("truncated"));
    }

    [Fact]
    public void A_weight_file_whose_data_is_cut_off_is_refused_at_the_tensor_that_is_missing()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var bytes = File.ReadAllBytes(Weights);
            File.WriteAllBytes(Path.Combine(folder.FullName, "model.safetensors"), bytes.AsSpan(0, bytes.Length - 2000).ToArray());
            File.Copy(Path.Combine(TinyGptFixture.ModelFolder, "config.json"), Path.Combine(folder.FullName, "config.json"));

            Should.Throw<InvalidDataException>(() => GptModel.Load(folder.FullName)).Message.ShouldContain("data bytes");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_header_that_is_not_json_is_refused()
        => WithFile([4, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], path =>
            Should.Throw<InvalidDataException>(() => SafetensorsFile.Load(path)).Message.ShouldContain("not safetensors JSON"));

    [Fact]
    public void A_missing_tensor_or_another_shape_is_refused()
    {
        var file = SafetensorsFile.Load(Weights);

        Should.Throw<InvalidDataException>(() => file.Read("norm.wait", 512)).Message.ShouldContain("norm.weight");
        Should.Throw<InvalidDataException>(() => file.Read("norm.weight", 511)).Message.ShouldContain("(512), expected (511)");
    }

    [Fact]
    public void A_character_that_the_model_does_not_know_is_refused()
        => Should.Throw<ArgumentException>(() => fixture.Model.Tokenizer.Encode("a{b")).Message.ShouldContain("'{' at 1");

    [Fact]
    public void More_tokens_than_the_context_are_refused()
    {
        Should.Throw<ArgumentException>(() => new GreedyDecoder(fixture.Model).Continue("And", 510)).Message.ShouldContain("512");
        Should.Throw<ArgumentException>(() => fixture.Model.Forward(new int[513], new KeyValueCache(fixture.Model.Config)))
            .Message.ShouldContain("513 tokens given");
    }

    private static void WithFile(byte[] bytes, Action<string> test)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            test(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
