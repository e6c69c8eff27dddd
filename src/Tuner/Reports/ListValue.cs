using System.Globalization;
using System.Text.Json;

namespace KernelGen.Tuner.Reports;

/// <summary>The values that lists hold, as text and as JSON, the same in every culture.</summary>
internal static class ListValue
{
    /// <summary>Whether it is a number; columns of numbers are aligned to the right.</summary>
    public static bool IsNumber(object? value) => value is int or long or double;

    /// <summary>The text; several texts stand on lines of their own, several numbers on one.</summary>
    /// <exception cref="ArgumentException">The value is of a type that lists do not hold.</exception>
    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "true" : "false",
        int or long => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        // CSV knows no infinity either; a field of numbers stays one.
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        IEnumerable<string> texts => string.Join("\n", texts),
        IReadOnlyList<double> numbers => string.Join(' ', numbers.Select(number => Text(number))),
        _ => throw Unknown(value),
    };

    /// <summary>Writes it as a JSON value. JSON has no infinity, which a wrong result may well have; it becomes null.</summary>
    /// <exception cref="ArgumentException">The value is of a type that lists do not hold.</exception>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double:
                json.WriteNullValue();
                break;
            case string or DateTimeOffset:
                json.WriteStringValue(Text(value));
                break;
            case IEnumerable<string> texts:
                WriteArray(json, texts);
                break;
            case IReadOnlyList<double> numbers:
                WriteArray(json, numbers.Select(number => (object)number));
                break;
            default:
                throw Unknown(value);
        }
    }

    private static void WriteArray(Utf8JsonWriter json, IEnumerable<object> values)
    {
        json.WriteStartArray();
        foreach (var value in values)
            Write(json, value);
        json.WriteEndArray();
    }

    private static ArgumentException Unknown(object value) => new($"value is of type {value.GetType()}, which lists do not hold.", nameof(value));
}
