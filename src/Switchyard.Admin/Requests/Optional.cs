namespace Switchyard.Admin.Requests;

/// <summary>A member of a PATCH: absent (stays as it is) or given, possibly null (back to the default).</summary>
internal readonly record struct Optional<T>(bool IsSet, T? Value)
{
    public Optional(T? value)
        : this(IsSet: true, value)
    {
    }

    /// <summary>The given value, or <paramref name="current"/> when absent, or <paramref name="reset"/> when null.</summary>
    public T Or(T current, T reset) => !IsSet ? current : Value ?? reset;
}
