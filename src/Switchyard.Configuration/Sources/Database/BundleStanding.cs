using Switchyard.Model.Bundles;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>What operators said of a bundle, wherever its definition comes from.</summary>
/// <param name="Enabled">False: it was stopped.</param>
/// <param name="Respawns">How often another process was asked for.</param>
/// <param name="Credentials">What is stored for its fields.</param>
/// <param name="Error">Why a stored value can not be used, or null.</param>
internal sealed record BundleStanding(bool Enabled, long Respawns, BundleCredentials Credentials, string? Error)
{
    /// <summary>Nobody said anything.</summary>
    public static BundleStanding None { get; } = new(true, 0, BundleCredentials.None, null);

    /// <summary>The bundle as it stands. The same object where nothing was said.</summary>
    public BundleConfig ApplyTo(BundleConfig bundle) => ReferenceEquals(this, None)
        ? bundle
        : bundle with { Enabled = Enabled, Respawns = Respawns, Credentials = Credentials, Error = bundle.Error ?? Error };
}
