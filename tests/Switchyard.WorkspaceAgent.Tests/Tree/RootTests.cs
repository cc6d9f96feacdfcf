using Switchyard.WorkspaceAgent.Tree;

namespace Switchyard.WorkspaceAgent.Tests.Tree;

public sealed class RootTests
{
    [Fact]
    public void A_root_may_be_named_relatively_as_the_default_is()
    {
        var directory = Directory.CreateTempSubdirectory("switchyard-root-");
        foreach (var name in (string[])[directory.FullName, Path.GetRelativePath(Environment.CurrentDirectory, directory.FullName), "."])
        {
            Should.NotThrow(() => new WorkTree(name).Dispose());
        }

        Should.Throw<IOException>(() => new WorkTree(Path.Combine(directory.FullName, "none"))).Message.ShouldContain("none");
        directory.Delete();
    }
}
