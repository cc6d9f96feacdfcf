namespace Switchyard.Model.Bundles;

/// <summary>
/// An operator's wish that the data directory of a removed bundle goes, too. It is a row, not a message, so a node that was away when it was made still obeys it; a row is kept for a week and then forgotten.
/// It means nothing while there is a bundle of this key.
/// </summary>
/// <param name="Key">Which bundle it was.</param>
/// <param name="Id">Its id.</param>
public sealed record BundlePurge(BundleKey Key, Guid Id);
