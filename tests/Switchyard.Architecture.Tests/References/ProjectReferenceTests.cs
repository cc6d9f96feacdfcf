using System.Xml.Linq;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.References;

/// <summary>A wall that must hold is a project reference that is not there.</summary>
public sealed class ProjectReferenceTests
{
    private const string TablePath = "eng/allowed-references.txt";
    private static readonly string[] Databases = ["Switchyard.Storage.Sqlite", "Switchyard.Storage.Postgres"];
    private static readonly string[] DataPlane = ["Switchyard.Gateway", "Switchyard.Bundles", "Switchyard.Agents"];
    private static readonly string[] ControlPlane = ["Switchyard.Admin", "Switchyard.Console"];

    [Fact]
    public void Each_project_references_what_the_table_allows_and_the_table_allows_no_more()
    {
        var allowed = Allowed();
        var actual = Actual("src/");
        Findings.MustBeEmpty(
            [
                .. actual.Keys.Except(allowed.Keys).Select(static project => $"{project} is not in the table"),
                .. allowed.Keys.Except(actual.Keys).Select(static project => $"{project} is in the table, but there is no such project"),
                .. actual.SelectMany(project => project.Value.Except(allowed.GetValueOrDefault(project.Key, []))
                    .Select(reference => $"{project.Key} references {reference}, which the table does not allow")),
                .. allowed.SelectMany(project => project.Value.Except(actual.GetValueOrDefault(project.Key, []))
                    .Select(reference => $"{project.Key} no longer references {reference}: take it out of the table")),
            ],
            $"Project references and {TablePath} differ.");
    }

    [Fact]
    public void Only_the_host_knows_a_database()
    {
        Findings.MustBeEmpty(
            Actual("src/").Where(static project => project.Key != "Switchyard.Host" && project.Value.Intersect(Databases).Any()).Select(static project => project.Key),
            "Use the ports of Switchyard.Storage; the host chooses the database.");
    }

    [Fact]
    public void The_data_plane_and_the_control_plane_never_meet()
    {
        var actual = Actual("src/");
        Findings.MustBeEmpty(
            [.. Crossings(DataPlane, ControlPlane), .. Crossings(ControlPlane, DataPlane)],
            "They meet in Model, Storage and Hub.");

        IEnumerable<string> Crossings(string[] from, string[] to)
        {
            return from.SelectMany(project => Reachable(actual, project).Intersect(to).Select(reached => $"{project} reaches {reached}"));
        }
    }

    [Fact]
    public void A_test_project_references_other_tests_only_for_what_they_share()
    {
        string[] shared = ["Switchyard.Testing", "Switchyard.Storage.Compliance"];
        Findings.MustBeEmpty(
            Actual("tests/").SelectMany(project => project.Value.Where(reference => reference.EndsWith(".Tests", StringComparison.Ordinal))
                .Select(reference => $"{project.Key} references {reference}")),
            $"What test projects share is in {string.Join(" or ", shared)}.");
    }

    [Fact]
    public void The_solution_has_every_project_and_each_has_its_lock_file()
    {
        var solution = Tree.Read("Switchyard.slnx");
        // A benchmark project may reference packages that not every feed has; it is built by bench/run, not with the solution.
        var projects = Tree.Projects.Where(static project => !project.StartsWith("bench/", StringComparison.Ordinal)).ToList();
        Findings.MustBeEmpty(
            [
                .. projects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)).Select(static project => $"{project} is not in Switchyard.slnx"),
                .. projects.Where(static project => !Tree.Exists($"{Path.GetDirectoryName(project)}/packages.lock.json")).Select(static project => $"{project} has no packages.lock.json"),
            ],
            "Run dotnet sln add, or restore and commit the lock file.");
    }

    private static Dictionary<string, string[]> Allowed()
    {
        return Tree.Table(TablePath).Select(static line => line.Split(':', 2)).ToDictionary(
            static line => line[0].Trim(),
            static line => line[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static Dictionary<string, string[]> Actual(string folder)
    {
        return Tree.Projects.Where(project => project.StartsWith(folder, StringComparison.Ordinal)).ToDictionary(
            static project => Path.GetFileNameWithoutExtension(project),
            static project => XDocument.Parse(Tree.Read(project)).Descendants("ProjectReference")
                .Select(static reference => Path.GetFileNameWithoutExtension((string?)reference.Attribute("Include") ?? string.Empty)).ToArray());
    }

    private static HashSet<string> Reachable(Dictionary<string, string[]> references, string project)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(references.GetValueOrDefault(project, []));
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                Array.ForEach(references.GetValueOrDefault(next, []), open.Push);
            }
        }

        return reached;
    }
}
