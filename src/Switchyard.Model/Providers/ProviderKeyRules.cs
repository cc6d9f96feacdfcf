using System.Text;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Providers;

/// <summary>What may be a provider key, and how many a provider may have. No fault ever repeats the key.</summary>
public static class ProviderKeyRules
{
    /// <summary>Most keys of a provider.</summary>
    public const int MaxKeys = 32;

    /// <summary>Longest key in bytes of UTF-8.</summary>
    public const int MaxBytes = 10 * 1024;

    /// <summary>Longest label in characters.</summary>
    public const int MaxLabelLength = 128;

    /// <summary>Null when <paramref name="key"/> may be a key, else what is wrong with it.</summary>
    public static string? Fault(string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            return "A key must not be empty.";
        }

        if (key.Length > MaxBytes || Encoding.UTF8.GetByteCount(key) > MaxBytes)
        {
            return "A key has at most 10 KiB.";
        }

        // The mask has a character of its own, so a key that people see can not be mistaken for one.
        if (SecretMask.LooksMasked(key))
        {
            return "This is a masked value, not a key; leave it out to keep the key.";
        }

        if (key.Any(char.IsControl))
        {
            return "A key has no control characters.";
        }

        // It travels in a header, which carries nothing else safely.
        return key.Any(character => character is < '!' or > '~') ? "A key has printable ASCII characters only, and no white space." : null;
    }

    /// <summary>Null when <paramref name="label"/> may be a label, else what is wrong with it.</summary>
    public static string? LabelFault(string label)
    {
        if (label.Length > MaxLabelLength)
        {
            return $"A label has at most {MaxLabelLength} characters; this one has {label.Length}.";
        }

        return label.Any(char.IsControl) ? "A label has no control characters." : null;
    }

    /// <summary>Null when a provider may have <paramref name="count"/> keys, else what is wrong.</summary>
    public static string? CountFault(int count) => count > MaxKeys ? $"A provider has at most {MaxKeys} keys; these are {count}." : null;

    /// <summary>
    /// Adds a fault for every key that is equal to an earlier one; opaque ones (null) are skipped. Apart from the other rules because the API answers it with another status.
    /// </summary>
    public static void CheckDuplicates(IReadOnlyList<Secret?> keys, FaultList faults, string prefix = "keys")
    {
        var seen = new Dictionary<Secret, int>();
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i] is { } key && !seen.TryAdd(key, i))
            {
                faults.Add($"{prefix}[{i}].key", $"Is the same key as {prefix}[{seen[key]}].");
            }
        }
    }
}
