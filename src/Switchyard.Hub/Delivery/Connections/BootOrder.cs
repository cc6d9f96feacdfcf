using System.Text.Json;
using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>Which of two starts of an instance is the newer one. UUIDs of version 7 say it by their time; of any others the one that came later is, and one that was superseded stays so.</summary>
/// <remarks>A clock that is set right again must not lock the instance out: a start whose time is still to come proves nothing against another.</remarks>
internal static class BootOrder
{
    private const int Remembered = 16;

    /// <summary>How far the clock of an instance may be ahead of the database's.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);

    /// <summary>Whether a start that comes at <paramref name="now"/>, by the database's clock, is an old one.</summary>
    public static bool IsOld(GatewayInstanceRow? known, string bootId, DateTimeOffset now)
    {
        if (known is null || known.BootId == bootId)
        {
            return false;
        }

        return Former(known).Contains(bootId, StringComparer.Ordinal) || (TimeOf(known.BootId) is { } present && TimeOf(bootId) is { } coming && coming < present && present <= (now + Ahead).ToUnixTimeMilliseconds());
    }

    /// <summary>The former starts when <paramref name="bootId"/> is the present one, newest first.</summary>
    public static string FormerJson(GatewayInstanceRow? known, string bootId)
    {
        if (known is null)
        {
            return "[]";
        }

        return known.BootId == bootId ? known.FormerBootsJson : JsonSerializer.Serialize(Former(known).Prepend(known.BootId).Take(Remembered));
    }

    private static string[] Former(GatewayInstanceRow known)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(known.FormerBootsJson) ?? [];
        }
        catch (JsonException)
        {
            // Altered by hand: then nothing is known of former starts.
            return [];
        }
    }

    private static long? TimeOf(string bootId) =>
        Guid.TryParseExact(bootId, "D", out var id) && id.Version == 7 ? long.Parse(bootId.AsSpan(0, 8), System.Globalization.NumberStyles.HexNumber) << 16 | (long)ushort.Parse(bootId.AsSpan(9, 4), System.Globalization.NumberStyles.HexNumber) : null;
}
