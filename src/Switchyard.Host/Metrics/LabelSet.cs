namespace Switchyard.Host.Metrics;

/// <summary>The labels of one series, values already text, in the order in which the instrument gives them.</summary>
internal sealed class LabelSet(KeyValuePair<string, string>[] labels)
{
    public ReadOnlySpan<KeyValuePair<string, string>> Labels => labels;

    public static LabelSet From(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new KeyValuePair<string, string>[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            labels[i] = new(tags[i].Key, tags[i].Value?.ToString() ?? "");
        }

        return new LabelSet(labels);
    }
}
