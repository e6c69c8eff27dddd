using System.CommandLine;
using System.Globalization;
using TinyGpt.Transformer;

var prompt = new Option<string>("--prompt") { Description = "The text to continue.", DefaultValueFactory = _ => "1:1 In the beginning" };
var length = new Option<int>("--length") { Description = "How many characters to add.", DefaultValueFactory = _ => 200 };
var folder = new Option<string>("--model")
{
    Description = "The folder with config.json and model.safetensors.",
    DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "model"),
};
var root = new RootCommand("A small character-level GPT whose attention runs on kernels generated from a spec.") { prompt, length, folder };
root.SetAction(arguments =>
{
    try
    {
        Generate(arguments.GetValue(folder)!, arguments.GetValue(prompt)!, arguments.GetValue(length));
        return 0;
    }
    catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException)
    {
        Console.Error.WriteLine(error.Message);
        return 2;
    }
});
return root.Parse(args).Invoke();

static void Generate(string folder, string prompt, int length)
{
    var model = GptModel.Load(folder);
    var result = new GreedyDecoder(model).Continue(prompt, length);
    Console.WriteLine(prompt + result.Text);
    Console.WriteLine();
    Report("prefill", result.PromptTokens, result.Prefill);
    // The first new character comes from the prompt's logits, so one call fewer than characters.
    Report("decoding", length - 1, result.Decoding);
}

static void Report(string name, int tokens, TimeSpan time)
    => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {tokens} tokens in {time.TotalMilliseconds:F1} ms, {tokens / Math.Max(1e-9, time.TotalSeconds):F0} tokens/s"));
