using System.CommandLine;
using System.CommandLine.Parsing;

namespace Switchyard.Cli.Tests.Verbs;

/// <summary>A value of the wrong kind, for each option and argument that takes one.</summary>
public sealed class WrongValueTests
{
    [Fact]
    public void Nothing_is_refused_in_the_words_of_the_runtime()
    {
        var tried = 0;
        foreach (var verb in VerbTree.Verbs())
        {
            var command = VerbTree.Root().Parse(verb).CommandResult.Command;
            string[] arguments = [.. command.Arguments.Select(static _ => "x y")];
            foreach (var option in command.Options.Where(option => option.Arity.MaximumNumberOfValues > 0))
            {
                Refused($"{verb} {option.Name}", [.. verb.Split(' '), .. arguments, option.Name, "x y"]);
                tried++;
            }

            Refused(verb, [.. verb.Split(' '), .. arguments]);
        }

        tried.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("'x' is not a whole number.", "config", "rollback", "x")]
    [InlineData("'1.5' is not a whole number.", "events", "tail", "--after", "1.5")]
    [InlineData("'99999999999' is too large a number.", "top", "--count", "99999999999")]
    [InlineData("'half' is not a whole number.", "config", "revisions", "--limit", "half")]
    public void A_number_that_is_none_is_named(string message, params string[] words) => VerbTree.Root().Parse(words).Errors.Select(error => error.Message).ShouldContain(message);

    [Fact]
    public void Numbers_that_are_some_are_read_and_those_left_out_are_not_asked_for()
    {
        VerbTree.Root().Parse("config rollback 7").Errors.ShouldBeEmpty();
        VerbTree.Root().Parse("config revisions 9007199254740993").Errors.ShouldBeEmpty();
        VerbTree.Root().Parse("config revisions").Errors.ShouldBeEmpty();
        VerbTree.Root().Parse("audit tail").Errors.ShouldBeEmpty();
    }

    private static void Refused(string what, string[] words)
    {
        foreach (var error in VerbTree.Root().Parse(words).Errors.Where(static error => error.SymbolResult is not CommandResult))
        {
            error.Message.ShouldNotContain("System.", Case.Sensitive, what);
        }
    }
}
