using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Switchyard.Cli.Terminal;

/// <summary>Writes results: tables for people, JSON for programs. In a pipe a table has no frame and no line is ever broken or cut.</summary>
internal sealed class Printer(CliEnvironment environment, bool json)
{
    private const int EndlessWidth = 32_000;

    /// <summary>What a column of a table on a screen takes besides its text: a space on each side, and what parts it from the one before.</summary>
    private const int CellPadding = 3;

    private static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool IsJson => json;

    public void Table<T>(IReadOnlyList<T> items, params ReadOnlySpan<(string Title, Func<T, string?> Cell)> columns)
    {
        if (json)
        {
            Json(items);
            return;
        }

        var table = new Table { Border = environment.IsScreen ? TableBorder.Simple : TableBorder.None, ShowHeaders = true };
        foreach (var (title, _) in columns)
        {
            table.AddColumn(new TableColumn(new Text(title)) { NoWrap = true });
        }

        var rows = new List<string[]>(items.Count);
        int[] widths = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            widths[i] = columns[i].Title.Length;
        }

        foreach (var item in items)
        {
            var row = new string[columns.Length];
            for (var i = 0; i < columns.Length; i++)
            {
                row[i] = columns[i].Cell(item) ?? "-";
                widths[i] = Math.Max(widths[i], row[i].Length);
            }

            rows.Add(row);
        }

        var fitting = environment.IsScreen ? TableFit.Widths(widths, CellPadding, environment.Width() - 1) : widths;
        foreach (var row in rows)
        {
            table.AddRow(row.Select((cell, i) => new Text(TableFit.Cut(cell, fitting[i]))));
        }

        Write(table);
    }

    /// <summary>One record, one field per line.</summary>
    public void Record<T>(T item, params ReadOnlySpan<(string Title, Func<T, string?> Cell)> fields)
    {
        if (json)
        {
            Json(item);
            return;
        }

        var width = 0;
        foreach (var (title, _) in fields)
        {
            width = Math.Max(width, title.Length);
        }

        foreach (var (title, cell) in fields)
        {
            environment.Out.WriteLine($"{title.PadRight(width)}  {cell(item) ?? "-"}");
        }
    }

    /// <summary>A sentence for people; programs get <paramref name="facts"/>.</summary>
    public void Line<T>(string text, T facts)
    {
        if (json)
        {
            Json(facts);
        }
        else
        {
            environment.Out.WriteLine(text);
        }
    }

    /// <summary>A sentence for people only, apart from the result.</summary>
    public void Note(string text)
    {
        if (!json)
        {
            environment.Error.WriteLine(text);
        }
    }

    public void Json<T>(T facts) => environment.Out.WriteLine(JsonSerializer.Serialize(facts, Indented));

    /// <summary>One of a sequence without end: a line for people, or a JSON object on a line.</summary>
    public void Next<T>(string text, T facts) => environment.Out.WriteLine(json ? OnOneLine(facts) : text);

    /// <summary>Facts as a JSON object on one line.</summary>
    public static string OnOneLine<T>(T facts) => JsonSerializer.Serialize(facts, OneLine);

    private void Write(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = environment.IsScreen ? AnsiSupport.Detect : AnsiSupport.No,
            Out = new AnsiConsoleOutput(environment.Out),
        });
        console.Profile.Width = environment.IsScreen ? environment.Width() : EndlessWidth;

        console.Write(table);
    }
}
