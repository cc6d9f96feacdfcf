using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Reloading;

/// <summary>
/// Content of files, documents or a canary that a part of the node did not take. As long as it is what the sources say, records go on over the content that is in force: a revoked key waits for no module.
/// </summary>
/// <param name="Content">What is held back.</param>
/// <param name="Revision">The revision that brought it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Passes">Whether the cause may pass, so that it is tried again.</param>
internal sealed record HeldContent(ContentKey Content, long Revision, string Reason, bool Passes)
{
    /// <summary>What becomes of a look that finds it.</summary>
    public ReloadOutcome Outcome(ConfigurationModel? inForce) => new(Passes ? ReloadKind.Failed : ReloadKind.Rejected, inForce?.Revision, Reason);

    /// <summary>As the state of the node tells it.</summary>
    public ConfigurationRejectedException Rejection => new(Reason) { DocumentsOf = Revision };

    /// <summary>Holds back what <paramref name="failure"/> is about.</summary>
    public static HeldContent Of(Reading reading, Exception failure) => new(reading.Content, reading.Model.Revision, failure.Message, failure is not ConfigurationRejectedException);
}
