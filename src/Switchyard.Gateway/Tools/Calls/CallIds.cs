using System.Globalization;

namespace Switchyard.Gateway.Tools.Calls;

/// <summary>Sees to it that no two calls of a turn have the same id, whatever the model did: an upstream wants one result for each.</summary>
internal sealed class CallIds
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Takes the id of the next call. It comes back as it is, or another in its place; <paramref name="isRepeated"/> says that an earlier call had it.</summary>
    public string Take(string id, out bool isRepeated)
    {
        isRepeated = !_seen.Add(id);
        if (!isRepeated && id.Length > 0)
        {
            return id;
        }

        var stem = id.Length > 0 ? id : "call";
        for (var number = 2; ; number++)
        {
            var other = stem + "_" + number.ToString(CultureInfo.InvariantCulture);
            if (_seen.Add(other))
            {
                return other;
            }
        }
    }
}
