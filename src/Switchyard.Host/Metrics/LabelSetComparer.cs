namespace Switchyard.Host.Metrics;

/// <summary>Finds a series by the tags of a measurement without making an object for them.</summary>
internal sealed class LabelSetComparer : IEqualityComparer<LabelSet>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, LabelSet>
{
    public bool Equals(LabelSet? x, LabelSet? y)
    {
        if (x is null || y is null || x.Labels.Length != y.Labels.Length)
        {
            return x is null && y is null;
        }

        for (var i = 0; i < x.Labels.Length; i++)
        {
            if (x.Labels[i].Key != y.Labels[i].Key || x.Labels[i].Value != y.Labels[i].Value)
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(LabelSet obj)
    {
        var hash = new HashCode();
        foreach (var label in obj.Labels)
        {
            hash.Add(label.Value);
        }

        return hash.ToHashCode();
    }

    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, LabelSet other)
    {
        if (alternate.Length != other.Labels.Length)
        {
            return false;
        }

        for (var i = 0; i < alternate.Length; i++)
        {
            if (other.Labels[i].Key != alternate[i].Key || other.Labels[i].Value != (alternate[i].Value as string ?? alternate[i].Value?.ToString() ?? ""))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = new HashCode();
        foreach (var tag in alternate)
        {
            hash.Add(tag.Value as string ?? tag.Value?.ToString() ?? "");
        }

        return hash.ToHashCode();
    }

    public LabelSet Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => LabelSet.From(alternate);
}
