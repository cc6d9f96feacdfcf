namespace Switchyard.Model.Bundles;

/// <summary>Which bundle of which workspace. Neither name ever changes.</summary>
/// <param name="Workspace">Name of the workspace.</param>
/// <param name="Bundle">Name of the bundle.</param>
public readonly record struct BundleKey(string Workspace, string Bundle)
{
    /// <summary><c>workspace/bundle</c>.</summary>
    public override string ToString() => $"{Workspace}/{Bundle}";
}
