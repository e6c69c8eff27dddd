using System.Text.Json;
using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;

namespace KernelGen.Generator.Parsing;

/// <summary>
/// Walks the tokens of a tuning file. A token reader and not a deserialiser, because warnings must point at the token they are about.
/// Properties that the generator does not need are skipped, so that the tuner may add some.
/// </summary>
internal sealed class TuningFileReader(TextMap map)
{
    private string? _format;
    private string? _device;

    /// <summary>The device key, empty when the file has none.</summary>
    public string Device => _device ?? "";

    /// <summary>The complete choices, in the file's order.</summary>
    public List<TuningChoice> Choices { get; } = [];

    /// <summary>What is wrong with the content.</summary>
    public List<TuningProblem> Problems { get; } = [];

    /// <summary>Reads the file.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public void Read()
    {
        var json = new Utf8JsonReader(map.Bytes);
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject)
            ReadFile(ref json);
        else
            Problem(json, "it must hold an object");
        while (json.Read())
        {
            // To the end, so that whatever follows the object is found to be malformed.
        }
        CheckHead();
    }

    private void ReadFile(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            if (name == "format")
                ReadFormat(ref json);
            else if (name == "device")
                _device = Text(ref json, "device");
            else if (name == "choices")
                ReadChoices(ref json);
            else
                json.Skip();
        }
    }

    private void ReadFormat(ref Utf8JsonReader json)
    {
        var at = json.TokenStartIndex;
        _format = Text(ref json, "format");
        if (_format is not null && _format != TuningFileParser.Format)
            Problem(map.At(at, Length(json)), $"its format is '{_format}', this generator reads '{TuningFileParser.Format}'");
    }

    private void ReadChoices(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            Problem(json, "\"choices\" must be an array");
            json.Skip();
            return;
        }
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject)
                ReadChoice(ref json);
            else
            {
                Problem(json, "every choice must be an object");
                json.Skip();
            }
        }
    }

    private void ReadChoice(ref Utf8JsonReader json)
    {
        var start = map.At(json.TokenStartIndex, 1);
        var at = start;
        string? spec = null, bucket = null, variant = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            if (name == "spec")
                spec = Text(ref json, "spec");
            else if (name == "bucket")
                bucket = Text(ref json, "bucket");
            else if (name == "variant")
            {
                at = map.At(json.TokenStartIndex, Length(json));
                variant = Text(ref json, "variant");
            }
            else
                json.Skip();
        }
        if (spec is not null && bucket is not null && variant is not null)
            Choices.Add(new TuningChoice(spec, bucket, variant, at));
        else
            Problem(start, "a choice needs the texts \"spec\", \"bucket\" and \"variant\"");
    }

    private string? Text(ref Utf8JsonReader json, string name)
    {
        if (json.TokenType == JsonTokenType.String)
            return json.GetString();
        Problem(json, $"\"{name}\" must be a text");
        json.Skip();
        return null;
    }

    private void CheckHead()
    {
        var top = new TextPosition(0, 0, 0, 0);
        if (Problems.Count == 0 && _format is null)
            Problem(top, $"it must say \"format\": \"{TuningFileParser.Format}\"");
        if (Problems.Count == 0 && _device is null)
            Problem(top, "it must name the \"device\" that its choices were measured on");
        // Another format may mean something else by the same names, and a choice without a device is of no use.
        if (_format != TuningFileParser.Format || _device is null)
            Choices.Clear();
    }

    private void Problem(in Utf8JsonReader json, string message) => Problem(map.At(json.TokenStartIndex, Length(json)), message);

    private void Problem(TextPosition at, string message) => Problems.Add(new TuningProblem(DiagnosticIds.TuningFileContent, at, message));

    private static int Length(in Utf8JsonReader json) => (int)(json.BytesConsumed - json.TokenStartIndex);
}
