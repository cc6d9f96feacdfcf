using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>The arguments of a call, read strictly; every fault is told at once. <see cref="Finish"/> comes last.</summary>
internal sealed class ToolArguments
{
    private readonly FaultList _faults = [];
    private readonly JsonFields _fields;

    public ToolArguments(IDictionary<string, JsonElement>? arguments)
    {
        _fields = new JsonFields(JsonSerializer.SerializeToElement(arguments, ToolJson.Default.IDictionaryStringJsonElement), _faults, "");
    }

    /// <summary>A text of any characters.</summary>
    /// <param name="name">Argument.</param>
    /// <param name="longest">UTF-16 code units.</param>
    public string? Text(string name, int longest)
    {
        if (!_fields.TryTake(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            _fields.Fault(name, "Must be a text.");
            return null;
        }

        try
        {
            var text = value.GetString()!;
            if (text.Length <= longest)
            {
                return text;
            }

            _fields.Fault(name, $"Has {text.Length} characters; at most {longest} are allowed.");
        }
        catch (InvalidOperationException)
        {
            _fields.Fault(name, "Is not valid Unicode.");
        }

        return null;
    }

    /// <summary>A text that has to be given.</summary>
    public string Required(string name, int longest)
    {
        if (!_fields.Has(name))
        {
            _fields.TryTake(name, out _);
            _fields.Fault(name, "Is needed.");
            return "";
        }

        return Text(name, longest) ?? "";
    }

    /// <summary>Texts of any characters but NUL.</summary>
    public IReadOnlyList<string> Texts(string name, int most, int longest)
    {
        List<string> texts = [];
        foreach (var (path, item) in _fields.List(name, most))
        {
            if (item.ValueKind == JsonValueKind.String && TextOf(item) is { } text && text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal))
            {
                texts.Add(text);
            }
            else
            {
                _fields.Fault(path, $"Must be a text of at most {longest} characters without NUL.");
            }
        }

        return texts;
    }

    /// <summary>A whole number, or <paramref name="fallback"/>.</summary>
    public long Whole(string name, long fallback, long min, long max) => _fields.Whole(name, min, max) ?? fallback;

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool fallback) => _fields.Flag(name, fallback);

    /// <summary>Seconds, as a number, or <paramref name="fallback"/>.</summary>
    public TimeSpan Seconds(string name, TimeSpan fallback, TimeSpan max) => _fields.Number(name, 0.001m, (decimal)max.TotalSeconds) is { } seconds ? TimeSpan.FromSeconds((double)seconds) : fallback;

    /// <summary>Adds a fault.</summary>
    public void Fault(string name, string detail) => _fields.Fault(name, detail);

    /// <summary>Ends the reading.</summary>
    /// <exception cref="ToolException">Something is wrong; all of it is said.</exception>
    public void Finish()
    {
        _fields.Finish();
        if (!_faults.IsEmpty)
        {
            throw new ToolException(string.Join('\n', _faults.Select(static fault => fault.Field.Length == 0 ? fault.Detail : $"{fault.Field}: {fault.Detail}")));
        }
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
