using Switchyard.Admin.Client.ProviderKeys;

namespace Switchyard.Admin.Client.Rotations;

/// <summary>A step of the replacement of a key, as it is told to whoever watches.</summary>
/// <param name="Stage">Where it stands now.</param>
/// <param name="Revision">The revision of what was done or waited for; null where there is none.</param>
/// <param name="Users">Who uses the old key, or may still use it; empty but for <see cref="KeyHandoverStage.InUse"/>.</param>
public sealed record KeyHandoverStep(KeyHandoverStage Stage, long? Revision, IReadOnlyList<KeyUser> Users);
