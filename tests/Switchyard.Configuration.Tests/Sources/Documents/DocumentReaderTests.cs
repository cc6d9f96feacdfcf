using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File;
using Switchyard.Model.Modules.Types;

namespace Switchyard.Configuration.Tests.Sources.Documents;

/// <summary>What is read of documents, and how often.</summary>
public sealed class DocumentReaderTests
{
    private readonly DocumentReader _reader = new(new FileSource([], static _ => null), ShippedModules.Catalog);

    [Fact]
    public void The_same_text_is_read_once_and_another_name_text_or_format_is_something_else()
    {
        var first = Read("one", 1);
        Read("one", 1).ShouldBeSameAs(first);
        Read("two", 1).ShouldNotBeSameAs(first);
        Read("one", 2).ShouldNotBeSameAs(first);
        _reader.Read("one", Text(1), FileFormat.Json).Faults.ShouldNotBeEmpty();
        Read("one", 1).ShouldBeSameAs(first);
    }

    [Fact]
    public void Only_the_last_few_are_remembered()
    {
        var first = Read("one", 1);
        for (var other = 2; other <= 5; other++)
        {
            Read("one", other);
        }

        Read("one", 1).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void What_is_asked_for_again_and_again_stays()
    {
        var stored = Read("one", 1);
        for (var attempt = 2; attempt <= 20; attempt++)
        {
            Read("one", attempt);
            Read("one", 1).ShouldBeSameAs(stored);
        }
    }

    private object Read(string name, int number)
    {
        var (part, faults) = _reader.Read(name, Text(number), FileFormat.Yaml);
        faults.ShouldBeEmpty();
        part.Modules.Count.ShouldBe(1);
        return part;
    }

    private static string Text(int number) => $"version: 1\nmodules:\n  - name: m{number}\n    type: log.requests\n";
}
