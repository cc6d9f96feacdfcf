namespace Switchyard.Model.Validation;

/// <summary>How strictly the kind of a JSON scalar must fit its field.</summary>
public enum JsonScalars
{
    /// <summary>A text is a JSON string, a number a JSON number. For everything that was sent as JSON.</summary>
    Exact,

    /// <summary>A number or <c>true</c> also serves as text, as it was spelled. For YAML and expanded variables, where the writer does not choose the kind.</summary>
    Textual,
}
