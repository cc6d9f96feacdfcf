using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Bundles;

/// <summary>The workspace whose bundles are meant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Row">Its record; null for one that only bundles of files or documents name.</param>
internal sealed record BundleHome(string Name, WorkspaceRow? Row);
