namespace Switchyard.Model.Bundles;

/// <summary>The wire names of <see cref="BundleState"/> and <see cref="BundleAuthorization"/>: their names in lower case.</summary>
public static class BundleStates
{
    /// <summary>The wire name of <paramref name="state"/>.</summary>
    public static string NameOf(BundleState state) => Enum.GetName(state)?.ToLowerInvariant() ?? throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state.");

    /// <summary>The wire name of <paramref name="authorization"/>.</summary>
    public static string NameOf(BundleAuthorization authorization) =>
        Enum.GetName(authorization)?.ToLowerInvariant() ?? throw new ArgumentOutOfRangeException(nameof(authorization), authorization, "Unknown authorisation.");
}
