using Switchyard.Configuration.Sources.File.Parsing;

namespace Switchyard.Configuration.Tests.Sources.File;

/// <summary>The places of what is in a file.</summary>
public sealed class FileDocumentTests
{
    [Fact]
    public void Everything_has_its_place_and_what_is_missing_that_of_what_is_around_it()
    {
        var document = Document("routes", 3);
        document.PlaceOf("routes[2]").ShouldBe(new FilePlace(5, 3));
        document.PlaceOf("routes[2].name").ShouldBe(new FilePlace(5, 3));
        document.PlaceOf("routes").ShouldBe(new FilePlace(2, 1));
        document.PlaceOf("other").ShouldBe(new FilePlace(1, 1));
    }

    [Fact]
    public void A_long_name_around_a_long_list_is_not_kept_once_for_each_item()
    {
        var name = new string('n', 1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var document = Document(name, 10_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100L << 20);
        document.PlaceOf(name + "[0]").ShouldBe(new FilePlace(3, 3));
        document.PlaceOf(name + "[9999]").ShouldBe(new FilePlace(2, 1), "the list's, for want of its own");
        document.Root.GetProperty(name).GetArrayLength().ShouldBe(10_000);
    }

    private static FileDocument Document(string name, int items) => new(
        new FileMap(new FilePlace(1, 1), [new FileMember(name, new FilePlace(2, 1), List(items))]), new FileFaults("poison.yaml"));

    private static FileList List(int items) =>
        new(new FilePlace(2, 9), [.. Enumerable.Range(0, items).Select(i => new FileScalar(new FilePlace(3 + i, 3), "1", FileScalarKind.Number))]);
}
