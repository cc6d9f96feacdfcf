namespace Switchyard.Model.Revisions;

/// <summary>
/// An operator's wish that running requests on something retired end at once instead of draining (<c>?retire=cut</c>). It is a row, not a message, so a node that was
/// away when it was made still obeys it; a row is kept as long as any request may drain (one hour) and then forgotten.
/// Revoked access keys and disabled users need no cut: they are always cut.
/// </summary>
/// <param name="Kind">What is cut.</param>
/// <param name="Id">Id of the provider or of the provider key.</param>
/// <param name="Revision">The revision that retired it; requests admitted by a later one (after it was enabled again) are not touched.</param>
public sealed record Cut(CutKind Kind, Guid Id, long Revision);
