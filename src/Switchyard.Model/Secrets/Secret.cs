namespace Switchyard.Model.Secrets;

/// <summary>A text that must never be shown: an upstream key, a token, a password. It prints, logs and compares without giving itself away.</summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    /// <summary>Wraps <paramref name="value"/>, any non-null text.</summary>
    public Secret(string value) => _value = value;

    /// <summary>Length of the text in UTF-16 code units.</summary>
    public int Length => _value.Length;

    /// <summary>What people may see of it: the last 4 characters from 20 on, the last 2 from 8 to 19, nothing of a shorter one.</summary>
    public string Masked => SecretMask.Of(_value);

    /// <summary>The text itself. Only for the place that sends or seals it.</summary>
    public string Reveal() => _value;

    /// <inheritdoc />
    public bool Equals(Secret? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(_value, StringComparison.Ordinal);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
