using System.Text.Json;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Bundles;

/// <summary>Values of credentials as they were sent: a text stores, an empty one clears, an absent one stays.</summary>
internal sealed record CredentialRequest(IReadOnlyDictionary<string, Secret> Values, FaultList Faults)
{
    /// <summary>Reads a set: an object of fields and texts.</summary>
    public static CredentialRequest ReadSet(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var values = new SortedDictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var name in fields.Names.ToArray())
        {
            var before = faults.Count;
            if (fields.Secret(name) is { } value)
            {
                values[name] = value;
            }
            else if (faults.Count == before)
            {
                fields.Fault(name, "Must be a text; an empty one clears the field.");
            }
        }

        if (values.Count == 0 && faults.IsEmpty)
        {
            faults.Add("", "The body is empty; name at least one field.");
        }

        return new CredentialRequest(values, faults);
    }

    /// <summary>Reads the value of one field: <c>{"value": "…"}</c>.</summary>
    public static CredentialRequest ReadOne(string field, JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var value = fields.Secret("value");
        if (value is null && faults.IsEmpty)
        {
            fields.Fault("value", "Is required; an empty one clears the field.");
        }

        fields.Finish();
        return new CredentialRequest(new Dictionary<string, Secret> { [field] = value ?? new Secret("") }, faults);
    }

    /// <summary>Refuses the whole set (422) if one field is not of the definition or one value can not be handed over.</summary>
    public void Check(BundleDefinition definition)
    {
        var faults = new FaultList();
        faults.AddRange("", Faults);
        var known = definition.Credentials.ToDictionary(field => field.Name, StringComparer.Ordinal);
        foreach (var (name, value) in Values)
        {
            // A field that nobody knows may be a secret in the wrong place: only a known one is repeated.
            if (!known.TryGetValue(name, out var field))
            {
                faults.Add(CredentialRules.NameFault(name) is null ? name : "", $"Is no credential field of this bundle; it has {string.Join(", ", known.Keys)}.");
            }
            else if (SecretMask.LooksMasked(value.Reveal()))
            {
                faults.Add(name, "This is a masked value; leave the field out to keep what is stored.");
            }
            else if (CredentialRules.ValueFault(field, value.Reveal()) is { } fault)
            {
                faults.Add(name, fault);
            }
        }

        if (!faults.IsEmpty)
        {
            throw BundleProblems.InvalidCredentials(faults);
        }
    }
}
