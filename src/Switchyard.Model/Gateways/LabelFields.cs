using Switchyard.Model.Validation;

namespace Switchyard.Model.Gateways;

/// <summary>Reads labels as they stand in the API and in files: an object of texts.</summary>
public static class LabelFields
{
    /// <summary>The labels of field <paramref name="name"/>, or null when it is absent, null or faulty; every fault is named.</summary>
    public static Labels? Labels(this JsonFields fields, string name)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (!fields.TryTake(name, out var value))
        {
            return null;
        }

        var before = fields.Faults.Count;
        var labels = fields.Nested(name, value);
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in labels.Names.ToArray())
        {
            var faults = fields.Faults.Count;
            if (labels.Text(label, int.MaxValue) is { } text)
            {
                pairs[label] = text;
            }
            else if (fields.Faults.Count == faults)
            {
                labels.Fault(label, "Must be a text, not null.");
            }
        }

        Gateways.Labels.Check(pairs, labels.Path, fields.Faults);
        return fields.Faults.Count == before ? Gateways.Labels.Of(pairs) : null;
    }
}
