using Switchyard.Configuration.Sources.File.Parsing;

namespace Switchyard.Configuration.Tests.Sources.File;

/// <summary>The places of what is in a file.</summary>
public sealed class FileDocumentTests
{
    [Fact]
    public void Everything_has_its_place_and_what_is_missing_that_of_what_is_around_it()
    {
        var document = Document("routes", List(3));
        document.PlaceOf("routes[2]").ShouldBe(new FilePlace(5, 3));
        document.PlaceOf("routes[2].name").ShouldBe(new FilePlace(5, 3));
        document.PlaceOf("routes").ShouldBe(new FilePlace(2, 1));
        document.PlaceOf("other").ShouldBe(new FilePlace(1, 1));
    }

    [Fact]
    public void A_long_name_around_a_long_list_is_not_kept_once_for_each_item()
    {
        var name = new string('n', 1 << 20);
        var list = new FileMember(name, new FilePlace(3, 3), List(10_000));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var document = Document("around", new FileMap(new FilePlace(2, 9), [list]));
        document.PlaceOf($"around.{name}[0]").ShouldBe(new FilePlace(3, 3));
        document.PlaceOf($"around.{name}[9999]").ShouldBe(new FilePlace(3, 3), "the list's, for want of its own");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100L << 20);
        document.Root.GetProperty("around").GetProperty(name).GetArrayLength().ShouldBe(10_000);
    }

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public void Reading_makes_no_path_for_what_is_right(string format)
    {
        var name = new string('n', 1 << 20);
        var items = string.Join(',', Enumerable.Repeat("\"x\"", 10_000));
        var text = $"{{\"{name}\": [{items}]}}";
        var faults = new FileFaults("poison");
        var scalars = new ScalarReader(new Variables(environment: null, references: null, "poison"), faults);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var root = format == "json" ? JsonTree.Parse(text, scalars, faults) : YamlTree.Parse(text, scalars, faults);

        root.ShouldNotBeNull().Size.ShouldBe(10_002);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100L << 20);
    }

    private static FileDocument Document(string name, FileNode value) => new(
        new FileMap(new FilePlace(1, 1), [new FileMember(name, new FilePlace(2, 1), value)]), new FileFaults("poison.yaml"));

    private static FileList List(int items) =>
        new(new FilePlace(2, 9), [.. Enumerable.Range(0, items).Select(i => new FileScalar(new FilePlace(3 + i, 3), "1", FileScalarKind.Number))]);
}
