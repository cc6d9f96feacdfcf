using Switchyard.Storage.Migrations;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Tests.Migrations;

public sealed class MigrationSetTests
{
    [Fact]
    public void Files_are_ordered_by_number()
    {
        var set = MigrationSet.FromFiles([("0010_b.sql", "b"), ("Some.Prefix.0002_a.sql", "a")]);

        set.Migrations.Select(migration => migration.FullName).ShouldBe(["0002_a", "0010_b"]);
        set.Latest.ShouldBe(10);
        MigrationSet.FromFiles([]).Latest.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "HUB-15")]
    public void Two_files_with_one_number_are_refused_by_name()
    {
        var message = Should.Throw<SchemaException>(() => MigrationSet.FromFiles([("0002_b.sql", ""), ("0001_x.sql", ""), ("0002_a.sql", "")])).Message;
        message.ShouldContain("0002_a");
        message.ShouldContain("0002_b");
    }

    [Theory]
    [InlineData("2_a.sql")]
    [InlineData("0002-a.sql")]
    [InlineData("0002_A.sql")]
    [InlineData("00002_a.sql")]
    public void A_file_with_another_name_is_refused(string name) =>
        Should.Throw<SchemaException>(() => MigrationSet.FromFiles([(name, "")])).Message.ShouldContain(name);

    [Fact]
    public void The_checksum_sees_every_character_but_not_the_kind_of_line_end()
    {
        Checksum("select 1;\nselect 2;").ShouldBe(Checksum("select 1;\r\nselect 2;"));
        Checksum("select 1;").ShouldNotBe(Checksum("select 1; "));

        static string Checksum(string sql) => MigrationSet.FromFiles([("0001_a.sql", sql)]).Migrations[0].Checksum;
    }
}
