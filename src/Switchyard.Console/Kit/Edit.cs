namespace Switchyard.Console.Kit;

/// <summary>
/// Fields under somebody's hands, the record as it was when the editor was opened, and what others have made of it since. What others save never changes what was typed.
/// </summary>
/// <param name="seen">The fields as they are, by the names of the API.</param>
/// <param name="tag">The version that they are of.</param>
public sealed class Edit(IReadOnlyDictionary<string, string?> seen, string? tag)
{
    private readonly Dictionary<string, string?> _typed = new(seen, StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string?> _base = seen;
    private IReadOnlyDictionary<string, string?>? _theirs;
    private string? _theirTag;

    /// <summary>What a change is to be conditional on.</summary>
    public string? Tag { get; private set; } = tag;

    /// <summary>A field as it stands in the form.</summary>
    public string? this[string field]
    {
        get => _typed.GetValueOrDefault(field);
        set => _typed[field] = value;
    }

    /// <summary>A field that was changed, without spaces around it; null: it stays as it is.</summary>
    public string? Changed(string field) => Text(_typed, field) == Text(_base, field) ? null : Text(_typed, field);

    /// <summary>What others changed: the field, what it was, what it is.</summary>
    public IEnumerable<(string Field, string Before, string Now)> Theirs =>
        _theirs is null ? [] : _theirs.Keys.Where(name => Text(_theirs, name) != Text(_base, name)).Select(name => (name, Text(_base, name), Text(_theirs, name)));

    /// <summary>Takes the record as others have saved it.</summary>
    public void Meet(IReadOnlyDictionary<string, string?> theirs, string? theirTag) => (_theirs, _theirTag) = (theirs, theirTag);

    /// <summary>Goes on from theirs: what was changed here stays, of everything else theirs counts.</summary>
    public void Rebase()
    {
        if (_theirs is not { } theirs)
        {
            return;
        }

        foreach (var field in theirs.Keys.Where(field => Changed(field) is null))
        {
            _typed[field] = theirs[field];
        }

        (_base, Tag, _theirs) = (theirs, _theirTag, null);
    }

    private static string Text(IReadOnlyDictionary<string, string?> fields, string field) => fields.GetValueOrDefault(field)?.Trim() ?? "";
}
